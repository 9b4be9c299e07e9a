package io.percore.document;

import java.net.SocketTimeoutException;
import java.util.Optional;

/** Asks Redis again and again how the cache is, and brings it what it lacks for that. For the ticker's thread only. */
final class Pulses {
    /** A Redis that does not answer is left alone for this many times as long as it took to find that out. */
    private static final int REST = 2;

    private final CacheFunctions functions;
    private final boolean enabled;
    private final StaleLimits limits;

    private boolean loaded;
    private boolean late;
    private long rested = System.nanoTime();
    private volatile RedisTime time = new RedisTime(0, 0, 0);
    private volatile long expired;
    private volatile String fault = "";

    /**
     * None taken yet.
     *
     * @param enabled whether there is a Redis at all
     * @param limits what Redis is told while MongoDB is away
     */
    Pulses(CacheFunctions functions, boolean enabled, StaleLimits limits) {
        this.functions = functions;
        this.enabled = enabled;
        this.limits = limits;
    }

    /** The next one, for a worker that is willing to renew a lease of that generation or not; nothing when Redis gave none. */
    Optional<Pulse> take(long generation, boolean willing) {
        if (!enabled) {
            fault = "redis.enabled is false";
            return Optional.empty();
        }
        var begun = System.nanoTime();
        if (begun - rested < 0) {
            return Optional.empty();
        }
        try {
            var pulse = taken(generation, willing);
            late = false;
            fault = "";
            return Optional.of(pulse);
        } catch (RuntimeException e) {
            late = fault.isEmpty() && !late && isTimeout(e);
            if (!late) {
                failed(e);
                restAfter(begun);
            }
            return Optional.empty();
        }
    }

    // The lease is looked at meanwhile, on which writes wait.
    private void restAfter(long begun) {
        var failed = System.nanoTime();
        rested = failed + REST * (failed - begun);
    }

    private Pulse taken(long generation, boolean willing) {
        functions.connect();
        if (!loaded) {
            functions.load();
            loaded = true;
        }
        var pulse = Pulse.of(functions, generation, willing);
        time = pulse.time();
        expired = pulse.expired();
        if (!willing && !pulse.believed()) {
            limits.tell(functions);
        }
        return pulse;
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof SocketTimeoutException
                || (failure.getCause() != null && isTimeout(failure.getCause()));
    }

    /** Whether the last one did not come in time, and the one before did: of a busy host, most likely. */
    boolean late() {
        return late;
    }

    /** Redis did not do what it was asked for; the next pulse begins anew. */
    void failed(RuntimeException e) {
        loaded = false;
        functions.disconnect();
        fault = "Redis does not answer: " + LeaseKeeper.reason(e);
    }

    /** Redis's clock, as it was last told. */
    RedisTime time() {
        return time;
    }

    /** How many announced writes ran out, as Redis last told. */
    long expired() {
        return expired;
    }

    /** What is wrong with Redis, in words; empty when nothing is. */
    String fault() {
        return fault;
    }
}
