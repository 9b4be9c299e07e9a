package io.percore.document;

import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which generation of the cache this worker trusts.
 *
 * <p>A worker that is detached trusts none and writes without telling the cache. It may join a generation again only by
 * emptying the cache under a new number, so that nothing it left unannounced is ever read.
 */
final class TrustedGeneration {
    private sealed interface Standing {}

    private record Attached(long generation) implements Standing {}

    private record Detached(String reason) implements Standing {}

    private static final Logger LOG = LoggerFactory.getLogger(TrustedGeneration.class);

    private final Clock clock;
    private final AtomicReference<Standing> standing;

    TrustedGeneration(Clock clock, String reason) {
        this.clock = clock;
        this.standing = new AtomicReference<>(new Detached(reason));
    }

    OptionalLong current() {
        return standing.get() instanceof Attached(var generation) ? OptionalLong.of(generation) : OptionalLong.empty();
    }

    /** A number that was never used, though Redis may have forgotten all that were: hence the clock. */
    long successorOf(long present) {
        return Math.max(present + 1, clock.millis());
    }

    /** Trusts the generation under which the cache was just emptied, or found by a worker that has written nothing yet. */
    void attach(long generation) {
        become(standing.get(), new Attached(generation));
    }

    /**
     * Follows a refusal by Redis, where another generation is present.
     *
     * <p>A higher one was begun by a sibling, and since this worker announced all its writes, it may go along; a lower one means
     * that Redis lost its data.
     */
    void refused(long generation, long present) {
        replace(generation, present > generation ? new Attached(present) : new Detached("Redis lost the cache"));
    }

    /** Trusts nothing from now on, unless another generation has taken the place of this one meanwhile. */
    void detach(long generation, String reason) {
        replace(generation, new Detached(reason));
    }

    /** Keeps the newest reason why a detached worker is still detached. */
    void stillDetached(String reason) {
        if (standing.get() instanceof Detached known && !known.reason().equals(reason)) {
            become(known, new Detached(reason));
        }
    }

    private void replace(long generation, Standing next) {
        if (standing.get() instanceof Attached known && known.generation() == generation) {
            become(known, next);
        }
    }

    private void become(Standing known, Standing next) {
        if (standing.compareAndSet(known, next)) {
            LOG.info("The cache is {}", this);
        }
    }

    @Override
    public String toString() {
        return switch (standing.get()) {
            case Attached _ -> "attached";
            case Detached(var reason) -> "detached: " + reason;
        };
    }
}
