package io.percore.document;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** Keeps up the regime lease step by step, as what it reaches of Redis and MongoDB allows. For the ticker's thread only. */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long NO_GENERATION = -1;

    /** Others may renew between a look at the lease and its change. */
    private static final int CHANGES = 5;

    private final CacheFunctions functions;
    private final Pulses pulses;
    private final LeaseStore store;
    private final Duration quarantine;
    private final LeaseFigures figures;
    private final RegimeLease lease = new RegimeLease();

    private OptionalLong reached = OptionalLong.empty();
    private boolean willing = true;
    private volatile String storeFault = "";

    /**
     * One that knows nothing yet.
     *
     * @param longestWrite how long after its first step MongoDB may still apply a write
     */
    LeaseKeeper(
            CacheFunctions functions, Pulses pulses, LeaseStore store, Duration longestWrite, LeaseFigures figures) {
        this.functions = functions;
        this.pulses = pulses;
        this.store = store;
        // Whoever holds a lease for direct writes may begin one until that ends.
        this.quarantine = RegimeLease.LENGTH.plus(longestWrite);
        this.figures = figures;
    }

    /** Does what is due; never throws. Afterwards this worker may do what is returned. */
    Standing step() {
        var pulse = pulses.take(renewableGeneration(), willing);
        // Redis itself refuses what must not be announced in it, so one pulse may be late before anything is given up.
        if (!pulses.late()) {
            step(pulse);
        }
        return lease.standing(reached, System.nanoTime());
    }

    private void step(Optional<Pulse> pulse) {
        reached = pulse.map(answer -> OptionalLong.of(answer.generation())).orElse(OptionalLong.empty());
        try {
            keep(pulse);
            willing = true;
            storeFault = "";
        } catch (JedisException e) {
            reached = OptionalLong.empty();
            pulses.failed(e);
        } catch (RuntimeException e) {
            // The next turn should be that of a worker that reaches MongoDB.
            willing = false;
            storeFault = "MongoDB does not answer: " + reason(e);
        }
    }

    /** Why the lease could not be had; empty when it could. */
    String storeFault() {
        return storeFault;
    }

    /** What is not as it should be, in words. */
    String faults() {
        return Stream.of(pulses.fault(), storeFault)
                .filter(fault -> !fault.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private long renewableGeneration() {
        return lease.known()
                .map(Lease::generation)
                .filter(generation -> lease.isOf(OptionalLong.of(generation)))
                .orElse(NO_GENERATION);
    }

    private void keep(Optional<Pulse> pulse) {
        if (lease.isOf(reached)) {
            lease.inTouch(pulse.orElseThrow().seq(), System.nanoTime());
        }
        if (pulse.filter(Pulse::turn).isPresent()) {
            renewCached(pulse.orElseThrow());
        } else if (!willing || !lease.isOf(reached) || !pulse.orElseThrow().believed()) {
            follow();
        }
    }

    private void renewCached(Pulse pulse) {
        var begun = System.nanoTime();
        if (renewed(begun) && lease.isOf(reached)) {
            var there = pulse.time().earliest(begun);
            functions.call(
                    "percore_trust",
                    pulse.generation(),
                    there + RegimeLease.LENGTH.toMillis(),
                    lease.known().orElseThrow().seq(),
                    there);
        } else {
            follow();
        }
    }

    private void follow() {
        if (!ownsDirect()) {
            look();
        }
        for (var tries = 0; tries < CHANGES; tries++) {
            var next = lease.successor(reached, System.nanoTime());
            if (next.isEmpty()) {
                // Another may have made the regime direct just now.
                ownsDirect();
                return;
            } else if (changed(next.get())) {
                return;
            }
            look();
        }
    }

    private boolean ownsDirect() {
        var now = System.nanoTime();
        return lease.isDirectFresh(now) || (lease.allowsDirect() && renewed(now));
    }

    private boolean renewed(long begun) {
        var renewed = store.renew(lease.known().orElseThrow());
        renewed.ifPresent(next -> {
            lease.won(next, begun, System.nanoTime());
            figures.renewals().labelValues(next.regime().label()).inc();
        });
        return renewed.isPresent();
    }

    private void look() {
        lease.saw(store.read(), System.nanoTime());
    }

    private boolean changed(Lease next) {
        var begun = System.nanoTime();
        if (!store.change(lease.known().orElseThrow(), next)) {
            return false;
        }
        lease.won(next, begun, System.nanoTime());
        LOG.info("The regime lease is now {}", next);
        if (next.regime() == Regime.CACHED) {
            init(next.generation());
        }
        return true;
    }

    // When this does not happen, the lease stands still again and is followed by another generation.
    private void init(long generation) {
        figures.generations().inc();
        if (functions
                .call("percore_init", generation, quarantine.toMillis())
                .word()
                .equals("EMPTIED")) {
            reached = OptionalLong.of(generation);
        }
    }

    static String reason(Throwable failure) {
        return failure.getCause() == null ? String.valueOf(failure.getMessage()) : reason(failure.getCause());
    }
}
