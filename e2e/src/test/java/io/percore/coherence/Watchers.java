package io.percore.coherence;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Clients that read a few keys again and again: through the edge, through the workers, and in lists, which the store answers. */
final class Watchers implements AutoCloseable {

    private static final int AT_THE_EDGE = 9;
    private static final int AT_THE_WORKERS = 9;
    private static final int IN_LISTS = 2;
    // The machine has other things to do in time.
    private static final Duration BETWEEN = Duration.ofMillis(15);

    private final List<Key> keys;
    private final Collection<Operation> history = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    private Watchers(List<Key> keys) {
        this.keys = keys;
    }

    static Watchers start(Bundle bundle, List<Key> keys) {
        var watchers = new Watchers(keys);
        var edge = new Door("edge", bundle.api());
        var workers = bundle.workers().stream()
                .map(port -> new Door("worker " + port, bundle.worker(port)))
                .toList();
        watchers.start(AT_THE_EDGE, key -> edge.send(key.read()));
        watchers.start(AT_THE_WORKERS, key -> any(workers).send(key.read()));
        watchers.start(IN_LISTS, key -> edge.list(key.id()));
        return watchers;
    }

    private interface Reading {
        Operation of(Key key);
    }

    private void start(int count, Reading reading) {
        IntStream.range(0, count)
                .forEach(_ -> clients.execute(() -> {
                    while (!stopped) {
                        history.add(reading.of(any(keys)));
                        LockSupport.parkNanos(BETWEEN.toNanos());
                    }
                }));
    }

    private static <T> T any(List<T> all) {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    /** Returns once so many more reads are answered. */
    void awaitMore(int reads) {
        var before = history.size();
        Await.until(reads + " more reads", Duration.ofSeconds(30), () -> history.size() >= before + reads);
    }

    /** What was recorded, when every client has its last answer. */
    List<Operation> stop() {
        close();
        return List.copyOf(history);
    }

    @Override
    public void close() {
        stopped = true;
        clients.close();
    }
}
