package io.percore.worker;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.percore.refusal.StateRefusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The way out of service: new requests are sent to a sibling while those in flight finish. */
public final class Drain implements Filter {
    private static final Duration QUIET = Duration.ofMillis(200);

    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean draining;
    private volatile long lastTurnedAway;

    /** Requests being worked on. */
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        // Counted before the look at the flag: a request that saw no drain is one the drain waits for.
        inFlight.incrementAndGet();
        try {
            if (draining) {
                lastTurnedAway = System.nanoTime();
                throw new StateRefusal.WorkerDraining();
            }
            chain.proceed();
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /**
     * Turns new requests away from now on, and waits until none is in flight and none has come for a moment, which is
     * when the edge has noticed. Gives up after {@code grace}; returns how many requests are still in flight then.
     */
    public int await(Duration grace) throws InterruptedException {
        lastTurnedAway = System.nanoTime();
        draining = true;
        var end = lastTurnedAway + grace.toNanos();
        while (System.nanoTime() < end && !(inFlight.get() == 0 && quiet())) {
            Thread.sleep(10);
        }
        return inFlight.get();
    }

    private boolean quiet() {
        return System.nanoTime() - lastTurnedAway > QUIET.toNanos();
    }
}
