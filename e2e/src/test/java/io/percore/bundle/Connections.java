package io.percore.bundle;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;

/** Keep-alive connections to the edge, used in turn; another one is opened only when all are busy. */
final class Connections implements AutoCloseable {

    private final URI edge;
    private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final LongAccumulator slow = new LongAccumulator(Long::max, 0);

    Connections(URI edge) {
        this.edge = edge;
    }

    /** Sends a request on a connection that is free, once. */
    Answer send(String method, String path, Map<String, String> headers, String body) throws IOException {
        var connection = free();
        try {
            var answer = connection.send(method, path, headers, body);
            idle.add(connection);
            return answer;
        } catch (IOException | RuntimeException broken) {
            connection.close();
            throw broken;
        } finally {
            slow.accumulate(connection.slow());
        }
    }

    /** The most slow requests that one connection has had. */
    long slowOnOne() {
        return slow.get();
    }

    /** How many there have been. */
    int opened() {
        return opened.get();
    }

    private Connection free() throws IOException {
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            if (connection.isOpen()) {
                return connection;
            }
            connection.close();
        }
        opened.incrementAndGet();
        return new Connection(edge);
    }

    @Override
    public void close() throws IOException {
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }
}
