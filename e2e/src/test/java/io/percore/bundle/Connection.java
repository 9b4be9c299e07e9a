package io.percore.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A keep-alive connection to the edge.
 *
 * <p>Java's own client opens another connection and asks again when one breaks; this one never does anything twice, so that
 * whoever uses it sees what really happened.
 */
final class Connection implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Below the four seconds after which the edge gives a worker up, and above what two busy cores do to a request. */
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final SocketChannel channel = SocketChannel.open();
    private final String host;
    private final InputStream input;
    private boolean used;
    private boolean open = true;
    private int slow;

    Connection(URI edge) throws IOException {
        this.host = edge.getAuthority();
        var socket = channel.socket();
        socket.connect(new InetSocketAddress(edge.getHost(), edge.getPort()), Math.toIntExact(LIMIT.toMillis()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    /** The answer to one request; the connection is of no use any more when this fails. */
    Answer send(String method, String path, Map<String, String> headers, String body) throws IOException {
        var begin = System.nanoTime();
        try {
            write(method, path, headers, body);
            return answer();
        } finally {
            slow += System.nanoTime() - begin > SLOW.toNanos() ? 1 : 0;
        }
    }

    /** How many of its requests took so long that a worker must have been given up. */
    int slow() {
        return slow;
    }

    private void write(String method, String path, Map<String, String> headers, String body) throws IOException {
        var content = body.getBytes(UTF_8);
        var head = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, host));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ")
                .append(content.length)
                .append("\r\n\r\n")
                .append(body);
        ask(head.toString().getBytes(UTF_8));
        used = true;
    }

    private void ask(byte[] request) throws IOException {
        try {
            channel.socket().getOutputStream().write(request);
            input.mark(1);
            if (input.read() < 0) {
                throw new EOFException("the connection was closed before an answer");
            }
            input.reset();
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (IOException closed) {
            throw used ? new ClosedMeanwhile(closed) : closed;
        }
    }

    /** An idle connection was closed in the moment in which a request was sent on it. */
    static final class ClosedMeanwhile extends IOException {

        private static final long serialVersionUID = 1;

        ClosedMeanwhile(IOException cause) {
            super(cause);
        }
    }

    /** Whether another request may be sent: the edge has not closed the connection, nor said that it will. */
    boolean isOpen() throws IOException {
        return open && !ended();
    }

    private boolean ended() throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException reset) {
            return true;
        } finally {
            channel.configureBlocking(true);
        }
    }

    private Answer answer() throws IOException {
        var status = Integer.parseInt(line().split(" ", 3)[1]);
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(); !line.isEmpty(); line = line()) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon), List.of(line.substring(colon + 1).strip()));
        }
        open = !headers.getOrDefault("Connection", List.of()).contains("close");
        var length = status == 204 || status == 304
                ? 0
                : Integer.parseInt(headers.get("Content-Length").getFirst());
        var body = input.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ended after %d of %d bytes".formatted(body.length, length));
        }
        return new Answer(status, HttpHeaders.of(headers, (name, value) -> true), new String(body, UTF_8));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed in an answer");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
