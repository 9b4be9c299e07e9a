package io.percore.document;

import io.percore.document.CacheFunctions.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This worker's tie to Redis: renews trust while all is well, and after an outage empties the cache before it is used again.
 *
 * <p>Meant for a Redis that comes and goes for all workers alike. One that alone cannot reach it writes to MongoDB all the same
 * while its siblings keep up the trust.
 */
final class CacheLink implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(300);
    private static final Duration TRUST = Duration.ofSeconds(1);

    private final CacheFunctions functions;
    private final TrustedGeneration trusted;
    private final Duration longestWrite;
    private final ReentrantLock emptying = new ReentrantLock();
    // Not a virtual thread: trust must not lapse because requests keep the only carrier thread busy.
    private final Thread ticker =
            Thread.ofPlatform().daemon().name("cache-link").unstarted(this::run);

    private volatile RedisTime time = new RedisTime(0, 0, 0);
    private volatile boolean resting;
    private volatile boolean closed;

    /**
     * A tie that is not there yet.
     *
     * @param longestWrite so long after its first step a write is stored, or never will be
     */
    CacheLink(CacheFunctions functions, TrustedGeneration trusted, Duration longestWrite) {
        this.functions = functions;
        this.trusted = trusted;
        this.longestWrite = longestWrite;
    }

    /** Tries once, and goes on trying. */
    void open() {
        succeeds(this::join);
        ticker.start();
    }

    /** Whether a read may use the cache: not while this worker is detached, nor shortly after a failure. */
    boolean servesReads() {
        return !resting && trusted.current().isPresent();
    }

    /**
     * The generation in which a write has to be announced; none when it goes without.
     *
     * <p>Waits while the cache is being emptied: what begins after that must not go unannounced.
     */
    OptionalLong generationForWrite() {
        var generation = trusted.current();
        return generation.isPresent() ? generation : generationOnceEmptied();
    }

    private OptionalLong generationOnceEmptied() {
        emptying.lock();
        try {
            return trusted.current();
        } finally {
            emptying.unlock();
        }
    }

    /** That instant in Redis's own milliseconds, rather too late than too early. */
    long latest(Instant instant) {
        return time.latest(System.nanoTime())
                + Duration.between(Instant.now(), instant).toMillis();
    }

    /** Keeps reads away from Redis until it answers the ticker again. */
    void rest() {
        resting = true;
    }

    private void run() {
        var renewed = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            if (succeeds(this::tick)) {
                renewed = System.nanoTime();
            } else if (System.nanoTime() - renewed > TRUST.toNanos()) {
                // So long that siblings may have written unannounced.
                trusted.current().ifPresent(generation -> trusted.detach(generation, "Redis does not answer"));
            }
        }
    }

    private boolean succeeds(Runnable step) {
        try {
            step.run();
            resting = false;
            return true;
        } catch (RuntimeException e) {
            resting = true;
            functions.disconnect();
            trusted.stillDetached(reason(e));
            return false;
        }
    }

    private static String reason(Throwable failure) {
        return failure.getCause() == null ? String.valueOf(failure.getMessage()) : reason(failure.getCause());
    }

    private void tick() {
        functions.connect();
        trusted.current().ifPresentOrElse(this::renew, this::empty);
    }

    private void renew(long generation) {
        var answer = trust(generation, time.earliest(System.nanoTime()) + TRUST.toMillis());
        if (answer.word().equals("REFUSED")) {
            trusted.refused(generation, answer.number(0));
        }
    }

    // A worker that has just started has written nothing yet, so it need not empty what its siblings use.
    private void join() {
        functions.connect();
        functions.load();
        var present = present();
        if (present == 0) {
            empty();
        } else {
            trusted.attach(present);
        }
    }

    private void empty() {
        functions.load();
        var next = trusted.successorOf(present());
        emptying.lock();
        try {
            var answer = functions.call("percore_init", next, longestWrite.toMillis());
            if (answer.word().equals("EMPTIED")) {
                trusted.attach(next);
            }
        } finally {
            emptying.unlock();
        }
    }

    private long present() {
        return trust(0, 0).number(0);
    }

    private Answer trust(long generation, long deadline) {
        var sent = System.nanoTime();
        var answer = functions.call("percore_trust", generation, deadline);
        time = new RedisTime(answer.number(1), sent, System.nanoTime());
        return answer;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(ticker);
    }
}
