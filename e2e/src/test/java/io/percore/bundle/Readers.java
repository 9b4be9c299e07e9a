package io.percore.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Clients that read one document through the edge, each as fast as it is answered. */
public final class Readers {

    private static final int CLIENTS = 8;
    private static final Duration TIME = Duration.ofSeconds(2);

    private final Connections connections;
    private final String path;
    private final Predicate<Answer> right;
    private final LoadTimes times = new LoadTimes();
    private final Instant end = Instant.now().plus(TIME);

    private Readers(Connections connections, String path, Predicate<Answer> right) {
        this.connections = connections;
        this.path = path;
        this.right = right;
    }

    /** Reads a product for two seconds, in which every answer must be right; returns what was answered. */
    public static LoadTimes read(Bundle bundle, String id, Predicate<Answer> right) {
        try (var connections = new Connections(bundle.edge())) {
            return new Readers(connections, "/v1/products/" + id, right).all();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private LoadTimes all() {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> CompletableFuture.runAsync(this::readOn, clients))
                    .toList();
            reading.forEach(CompletableFuture::join);
        }
        return times;
    }

    private void readOn() {
        while (Instant.now().isBefore(end)) {
            var begin = Instant.now();
            var answer = answer();
            times.add(LoadTimes.Kind.of("GET", answer), answer.status(), begin);
            if (!right.test(answer)) {
                throw new AssertionError("was read: " + answer);
            }
        }
    }

    private Answer answer() {
        try {
            return connections.send("GET", path, Map.of(), "");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
