package io.percore.fuzz;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends shots to the edge: whole requests one behind the other on a kept connection, everything else on one of its own. */
final class Client implements AutoCloseable {

    private static final int LIMIT_MILLIS = 20_000;
    // For more behind the last answer: the edge may leave the connection open for five seconds then, so that it is not
    // reset.
    private static final int CLOSED_MILLIS = 200;

    private final InetSocketAddress edge;
    private final Bystanders bystanders;
    private final Judge judge;
    private final Traces traces;
    private final Findings findings;
    private Wire kept;

    /** A connection and what comes back on it. */
    private static final class Wire implements AutoCloseable {

        private final Socket socket = new Socket();
        private final ReplyReader replies;

        Wire(InetSocketAddress edge) throws IOException {
            socket.connect(edge, LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            replies = new ReplyReader(socket.getInputStream());
        }

        /** False where the edge has closed the connection already: what it answered before is still to be read. */
        void send(byte[] bytes) throws IOException {
            try {
                socket.getOutputStream().write(bytes);
            } catch (SocketException closed) {
                // The edge need not read on behind a request that it refuses.
            }
        }

        void endSending() throws IOException {
            try {
                socket.shutdownOutput();
            } catch (SocketException closed) {
                // Nothing is left to be ended.
            }
        }

        Optional<Reply> next(boolean head) throws IOException {
            try {
                var reply = replies.next(head);
                if (reply.isPresent() && reply.get().closes()) {
                    socket.setSoTimeout(CLOSED_MILLIS);
                }
                return reply;
            } catch (SocketException reset) {
                return Optional.empty();
            } catch (SocketTimeoutException silence) {
                if (socket.getSoTimeout() == LIMIT_MILLIS) {
                    throw silence;
                }
                return Optional.empty();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    Client(InetSocketAddress edge, Bystanders bystanders, Judge judge, Traces traces, Findings findings) {
        this.edge = edge;
        this.bystanders = bystanders;
        this.judge = judge;
        this.traces = traces;
        this.findings = findings;
    }

    /** Returns when all of them are answered, or have been seen to get no answer. */
    void send(List<Shot> shots) throws IOException {
        for (var shot : shots) {
            if (!shot.framing().plain()) {
                alone(shot);
            }
        }
        var rest = shots.stream().filter(shot -> shot.framing().plain()).toList();
        while (!rest.isEmpty()) {
            rest = rest.subList(together(rest), rest.size());
        }
    }

    /** How many of them are done with before the edge closed the connection, or all. */
    private int together(List<Shot> shots) throws IOException {
        var witness = shots.getFirst().number();
        try {
            if (kept == null) {
                kept = new Wire(edge);
            }
            kept.send(joined(shots, bystanders.read(witness)));
            for (var done = 0; done < shots.size(); done++) {
                if (closes(shots, done)) {
                    hangUp();
                    return done + 1;
                }
            }
            bystander(shots, witness, kept.next(false));
        } catch (IOException fault) {
            findings.add("no HTTP: " + fault.getClass().getSimpleName(), shots, fault);
            hangUp();
        }
        return shots.size();
    }

    private boolean closes(List<Shot> shots, int at) throws IOException {
        var request = shots.get(at).framing().requests().getFirst();
        var reply = kept.next(request.head());
        traces.note(request, reply);
        if (reply.isEmpty()) {
            findings.add("no answer", shots.subList(0, at + 1), "the end of the connection");
            return true;
        }
        judge.faults(request, reply.get()).forEach(fault -> findings.add(fault, List.of(shots.get(at)), reply.get()));
        return reply.get().closes();
    }

    private void bystander(List<Shot> shots, long witness, Optional<Reply> reply) throws IOException {
        if (!bystanders.intact(witness, reply)) {
            findings.add("a bystander's read was answered otherwise", shots, reply);
            hangUp();
        }
    }

    private void alone(Shot shot) throws IOException {
        try (var wire = new Wire(edge)) {
            wire.send(shot.bytes());
            var closed = false;
            for (var request : shot.framing().requests()) {
                var reply = closed ? Optional.<Reply>empty() : wire.next(request.head());
                traces.note(request, reply);
                reply.ifPresent(answer ->
                        judge.faults(request, answer).forEach(fault -> findings.add(fault, List.of(shot), answer)));
                if (reply.isEmpty() && !closed) {
                    findings.add("no answer", List.of(shot), "the end of the connection");
                }
                closed |= reply.map(Reply::closes).orElse(true);
            }
            rest(shot, wire);
        } catch (IOException fault) {
            findings.add("no HTTP: " + fault.getClass().getSimpleName(), List.of(shot), fault);
        }
    }

    private void rest(Shot shot, Wire wire) throws IOException {
        wire.endSending();
        var head = shot.framing().restIsHead();
        var replies = new ArrayList<Reply>();
        for (var reply = wire.next(head); reply.isPresent(); reply = wire.next(head)) {
            replies.add(reply.get());
        }
        if (replies.size() > (shot.framing().whole() ? 0 : 1)) {
            findings.add("more answers than requests", List.of(shot), replies);
        }
        replies.forEach(reply ->
                judge.faults(shot.framing(), reply).forEach(fault -> findings.add(fault, List.of(shot), reply)));
    }

    private static byte[] joined(List<Shot> shots, byte[] last) {
        var parts = new ArrayList<byte[]>();
        shots.forEach(shot -> parts.add(shot.bytes()));
        parts.add(last);
        var all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        var at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private void hangUp() throws IOException {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
