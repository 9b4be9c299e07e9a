package io.percore.document;

import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Refuses at once while the store is known to be down, and lets one request in a while find out whether it is back. */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    /** One slow answer is no outage. */
    private static final int FAILURES = 3;

    private static final long PAUSE_NANOS = 250_000_000;

    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextTry = new AtomicLong();

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Passes, or refuses because the last calls all failed and the next try is not due. */
    void pass() {
        if (!isOpen()) {
            return;
        }
        var due = nextTry.get();
        var now = nanoTime.getAsLong();
        if (now - due < 0 || !nextTry.compareAndSet(due, now + PAUSE_NANOS)) {
            throw new StoreUnavailable();
        }
    }

    /** Refuses what {@link #pass} would refuse now, and leaves the next try to others. */
    void look() {
        if (isOpen() && nanoTime.getAsLong() - nextTry.get() < 0) {
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
        nextTry.set(nanoTime.getAsLong() + PAUSE_NANOS);
        var count = failures.incrementAndGet();
        LOG.atLevel(count == FAILURES ? Level.WARN : Level.DEBUG)
                .setCause(cause)
                .log("the document store does not answer");
    }

    boolean isOpen() {
        return failures.get() >= FAILURES;
    }
}
