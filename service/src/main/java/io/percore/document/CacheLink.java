package io.percore.document;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This worker's tie to Redis and to the regime lease: a thread that keeps them up, and tells requests what they may do. */
final class CacheLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheLink.class);
    private static final Duration TICK = RegimeLease.RENEWAL.dividedBy(2);

    /** While somebody waits for news. */
    private static final Duration QUICK_TICK = Duration.ofMillis(30);

    private final Pulses pulses;
    private final LeaseKeeper keeper;
    private final LeaseFigures figures;
    // Not a virtual thread: trust must not lapse because requests keep the only carrier thread busy.
    private final Thread ticker =
            Thread.ofPlatform().daemon().name("cache-link").unstarted(this::run);

    private volatile Standing standing = new Standing.Waiting();
    private volatile CompletableFuture<Void> news = new CompletableFuture<>();
    private volatile boolean resting;
    private volatile boolean closed;

    /** A tie that is not there yet. */
    CacheLink(Pulses pulses, LeaseKeeper keeper, LeaseFigures figures) {
        this.pulses = pulses;
        this.keeper = keeper;
        this.figures = figures;
    }

    /** Tries once, and goes on trying. */
    void open() {
        tick();
        ticker.start();
    }

    /** What this worker may do now. */
    Standing standing() {
        return standing;
    }

    /** Whether a read may use the cache: not unless writes are announced there, nor shortly after a failure. */
    boolean servesReads() {
        return !resting && standing instanceof Standing.Announcing;
    }

    /** That instant in Redis's own milliseconds, rather too late than too early. */
    long latest(Instant instant) {
        return pulses.time().latest(System.nanoTime())
                + Duration.between(Instant.now(), instant).toMillis();
    }

    /** Whether reads are kept away from Redis after a failure. */
    boolean rests() {
        return resting;
    }

    /** Keeps reads away from Redis until it answers the ticker again. */
    void rest() {
        resting = true;
    }

    /** Returns when the standing has been looked at again, or after so long. */
    void awaitNews(Duration longest) {
        var next = news;
        LockSupport.unpark(ticker);
        try {
            next.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // The caller looks at what there is.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether MongoDB could not be asked for the lease the last time. */
    boolean isStoreAway() {
        return !keeper.storeFault().isEmpty();
    }

    /** One word, and what is not as it should be: {@code cached}, {@code direct: Redis does not answer: Connection refused}. */
    String state() {
        var faults = keeper.faults();
        return faults.isEmpty() ? standing.label() : standing.label() + ": " + faults;
    }

    private void run() {
        while (!closed) {
            pause();
            tick();
        }
    }

    private static void pause() {
        var earliest = System.nanoTime() + QUICK_TICK.toNanos();
        LockSupport.parkNanos(TICK.toNanos());
        for (var left = earliest - System.nanoTime(); left > 0; left = earliest - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void tick() {
        var before = standing;
        var next = keeper.step();
        if (closed) {
            return;
        }
        standing = next;
        resting &= pulses.late();
        if (!before.label().equals(next.label())) {
            figures.changes().inc();
            LOG.info("Writes are {}", state());
        }
        var told = news;
        news = new CompletableFuture<>();
        told.complete(null);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(ticker);
    }
}
