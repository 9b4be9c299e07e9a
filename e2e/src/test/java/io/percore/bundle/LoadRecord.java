package io.percore.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;

/** What became of the requests of a load. */
final class LoadRecord {

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger succeeded = new AtomicInteger();
    private final AtomicInteger tolerated = new AtomicInteger();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Failure> closed = new ConcurrentLinkedQueue<>();
    private final LoadTimes times = new LoadTimes();
    private final LongAccumulator latest = new LongAccumulator(Long::max, 0);

    /** A request that did not get the answer it must get; its name is in the edge's log. */
    record Failure(Instant at, String name, String what) {}

    /** The number of the next request. */
    int begin() {
        return sent.incrementAndGet();
    }

    void succeed() {
        succeeded.incrementAndGet();
    }

    void tolerate() {
        tolerated.incrementAndGet();
    }

    void fail(String name, String what) {
        failures.add(new Failure(Instant.now(), name, what));
    }

    /** An idle connection was closed under it. */
    void closed(String name, String what) {
        closed.add(new Failure(Instant.now(), name, what));
    }

    LoadTimes times() {
        return times;
    }

    /** A request was sent so much later than it was due. */
    void late(long nanos) {
        latest.accumulate(nanos);
    }

    Duration latest() {
        return Duration.ofNanos(latest.get());
    }

    int sent() {
        return sent.get();
    }

    int tolerated() {
        return tolerated.get();
    }

    int succeeded() {
        return succeeded.get();
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    List<Failure> closed() {
        return List.copyOf(closed);
    }
}
