package io.percore.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Clients that share the requests of a seed among them and send them at a rate. */
final class Fuzzer {

    private static final int CLIENTS = 8;
    private static final int BLOCK = 8;

    private final Requests requests;
    private final InetSocketAddress edge;
    private final Bystanders bystanders;
    private final Judge judge = new Judge(PromisedCodes.read());
    private final Traces traces = new Traces();
    private final Findings findings = new Findings();

    Fuzzer(long seed, InetSocketAddress edge, Bystanders bystanders) {
        this.requests = new Requests(seed);
        this.edge = edge;
        this.bystanders = bystanders;
    }

    /** Returns when all requests from that number on are sent and answered. */
    void send(long first, long count, int aSecond) {
        var begin = System.nanoTime();
        var next = new AtomicLong(first);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Future<?>>();
            for (var client = 0; client < CLIENTS; client++) {
                clients.add(threads.submit(() -> {
                    try (var connections = new Client(edge, bystanders, judge, traces, findings)) {
                        for (var from = next.getAndAdd(BLOCK); from < first + count; from = next.getAndAdd(BLOCK)) {
                            LockSupport.parkNanos(
                                    begin + (from - first) * 1_000_000_000L / aSecond - System.nanoTime());
                            send(connections, from, Math.min(from + BLOCK, first + count));
                        }
                    } catch (IOException problem) {
                        throw new UncheckedIOException(problem);
                    }
                }));
            }
            clients.forEach(Fuzzer::ended);
        }
    }

    private void send(Client client, long from, long to) throws IOException {
        client.send(LongStream.range(from, to)
                .mapToObj(number -> Shot.of(number, requests.request(number)))
                .toList());
    }

    private static void ended(Future<?> client) {
        try {
            client.get();
        } catch (ExecutionException | InterruptedException problem) {
            throw new IllegalStateException("a client of the fuzzer failed", problem);
        }
    }

    Traces traces() {
        return traces;
    }

    Findings findings() {
        return findings;
    }
}
