package io.percore.document;

import io.percore.refusal.StateRefusal.WorkerStoodStill;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Notices that this worker stood still, as one does that was stopped or whose one carrier was kept from it.
 *
 * <p>What came before it went on, the edge may have given to a sibling since, which refused it. A refusal leaves no trace in the
 * document: only by not doing what is that old can the worker keep to it.
 */
final class Standstill {
    /** Half of what the edge waits for an answer, so that clocks may differ by the other half. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Duration TICK = Duration.ofMillis(200);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private long last;
    private long refusedBefore = Long.MIN_VALUE;

    Standstill(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    /** Looks from time to time, so that a time without requests is not taken for a standstill. */
    void start() {
        Thread.ofVirtual().name("standstill").start(() -> {
            while (true) {
                look();
                LockSupport.parkNanos(TICK.toNanos());
            }
        });
    }

    /** Refuses an operation that was there long before the worker went on. */
    synchronized void refuse(OperationId operation) {
        look();
        if (operation.millis() < refusedBefore) {
            throw new WorkerStoodStill();
        }
    }

    private synchronized void look() {
        var now = nanoTime.getAsLong();
        if (now - last > LIMIT.toNanos()) {
            refusedBefore = clock.millis() - LIMIT.toMillis();
        }
        last = now;
    }
}
