package io.percore.document;

import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Refuses at once while the store is known to be down; meanwhile a thread, and no client, waits for its return. */
final class Breaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    /** One slow answer is no outage. */
    private static final int FAILURES = 3;

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Runnable probe;
    private final AtomicInteger failures = new AtomicInteger();
    private final Thread watch = Thread.ofVirtual().name("store-watch").unstarted(this::watch);
    private volatile boolean closed;

    /** A closed one; the probe is a call of the store that throws when that is down. */
    Breaker(Runnable probe) {
        this.probe = probe;
        watch.start();
    }

    /** Passes, or refuses because the last calls all failed. */
    void pass() {
        if (isOpen()) {
            throw new StoreUnavailable();
        }
    }

    void succeeded() {
        // Read first: the common case must not write.
        if (failures.get() != 0 && failures.getAndSet(0) >= FAILURES) {
            LOG.info("the document store answers again");
        }
    }

    void failed(Exception cause) {
        var count = failures.incrementAndGet();
        LOG.atLevel(count == FAILURES ? Level.WARN : Level.DEBUG)
                .setCause(cause)
                .log("the document store does not answer");
        if (count == FAILURES) {
            LockSupport.unpark(watch);
        }
    }

    boolean isOpen() {
        return failures.get() >= FAILURES;
    }

    private void watch() {
        while (!closed) {
            if (isOpen()) {
                LockSupport.parkNanos(PAUSE.toNanos());
                tryAgain();
            } else {
                LockSupport.park();
            }
        }
    }

    private void tryAgain() {
        try {
            probe.run();
            succeeded();
        } catch (RuntimeException down) {
            LOG.debug("the document store is still down", down);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
    }
}
