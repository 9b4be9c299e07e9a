package io.percore.document;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets as many calls of a store run at once as there are connections.
 *
 * <p>The others wait here and not in the pool: a burst of requests must not look like a store that does not answer, and when it
 * does not, those who wait need not find that out one after the other.
 */
final class Turns {
    /** How long whoever has no deadline waits. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Semaphore free;

    Turns(int connections) {
        // In order of arrival: on one carrier thread whoever runs would take the next turn too, and others wait for
        // seconds.
        this.free = new Semaphore(connections, true);
    }

    /** What the call says; nothing when its turn did not come, or came when it was no longer worth it. */
    <T> Optional<T> take(Duration longestWait, BooleanSupplier worthIt, Supplier<T> call) {
        if (!comes(longestWait)) {
            return Optional.empty();
        }
        try {
            return worthIt.getAsBoolean() ? Optional.of(call.get()) : Optional.empty();
        } finally {
            free.release();
        }
    }

    private boolean comes(Duration longestWait) {
        try {
            return free.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
