package io.percore.coherence;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.StorePair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** One round: documents in the cache, a write to each that becomes visible late, and readers all the while. */
final class LateRound {

    private static final String COLLECTION = "products";
    private static final int READS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ExecutorService CLIENTS = Executors.newVirtualThreadPerTaskExecutor();

    // Around the time at which the intents run out, and some seconds later.
    private static final Duration EARLIEST = Duration.ofSeconds(4);
    private static final Duration LATEST = Duration.ofSeconds(9);

    private final Bundle bundle;
    private final StorePair pair;
    private final LateCommit late;
    private final List<Key> keys;
    private final Door edge;
    private final List<Operation> history = Collections.synchronizedList(new ArrayList<>());

    LateRound(Bundle bundle, StorePair pair, LateCommit late, int documents) {
        this.bundle = bundle;
        this.pair = pair;
        this.late = late;
        this.keys = IntStream.range(0, documents).mapToObj(_ -> new Key("late")).toList();
        this.edge = new Door("edge", bundle.api());
    }

    /** What all clients were answered. */
    List<Operation> run() {
        bundle.workers().forEach(bundle::awaitReady);
        keys.forEach(this::awaitCached);
        try (var watchers = Watchers.start(bundle, keys)) {
            watchers.awaitMore(READS);
            writeLate();
            watchers.awaitMore(READS);
            history.addAll(watchers.stop());
        }
        return List.copyOf(history);
    }

    private void awaitCached(Key key) {
        if (!late.creation()) {
            history.add(edge.send(key.replace()));
        }
        Await.until(
                key.id() + " is cached",
                Duration.ofSeconds(30),
                () -> edge.send(key.read()).through(),
                through -> through.equals("edge from the cache"));
    }

    private void writeLate() {
        var begin = System.nanoTime();
        var port = any(bundle.workers());
        pair.pause();
        try {
            var writes = write(new Door("worker " + port, bundle.worker(port)));
            var processes = awaitLate(writes);
            if (late.alone()) {
                pair.hold(processes);
                pair.resume();
            }
            if (ThreadLocalRandom.current().nextBoolean()) {
                bundle.app().must("kill -9 " + bundle.processes().get(port));
            }
            becomeVisible(begin, processes);
            writes.forEach(CompletableFuture::join);
        } finally {
            pair.resume();
        }
        Await.until("nothing is late any more", LIMIT, () -> pair.late(COLLECTION), List::isEmpty);
    }

    private List<CompletableFuture<Void>> write(Door door) {
        return keys.stream()
                .map(key -> CompletableFuture.runAsync(() -> history.add(door.send(key.replace())), CLIENTS))
                .toList();
    }

    /** Of all that were sent, less those that were refused before they came so far. */
    private List<String> awaitLate(List<CompletableFuture<Void>> writes) {
        return Await.until(
                "every write waits for the second host or is refused",
                LIMIT,
                () -> pair.late(COLLECTION),
                processes -> processes.size()
                                + writes.stream()
                                        .filter(CompletableFuture::isDone)
                                        .count()
                        >= writes.size());
    }

    /** The rest at its end: the second host, or each held process at a moment of its own. */
    private void becomeVisible(long begin, List<String> processes) {
        var moments = ThreadLocalRandom.current()
                .longs(processes.size(), EARLIEST.toNanos(), LATEST.toNanos())
                .sorted()
                .iterator();
        for (var process : processes) {
            LockSupport.parkNanos(begin + moments.nextLong() - System.nanoTime());
            if (late.alone()) {
                pair.release(List.of(process));
            } else {
                pair.resume();
            }
        }
    }

    private static <T> T any(List<T> all) {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }
}
