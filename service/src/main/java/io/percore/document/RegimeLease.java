package io.percore.document;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this worker knows of the regime lease, what that lets it do, and how the lease should change.
 *
 * <p>Times are this process's own, in nanoseconds, and never compared with another's: whoever renewed counts from before the
 * renewal, whoever looks on from when he first saw its seq. For the ticker's thread only.
 */
final class RegimeLease {
    /** How long a renewal is good for, and so how long writes wait when Redis is gone for all. */
    static final Duration LENGTH = Duration.ofMillis(500);

    /** How long those wait who hold a lease to renew it: one renewal may fail, and the next one come late. */
    static final Duration RENEWAL = LENGTH.multipliedBy(3).dividedBy(10);

    /** For clocks that do not run alike. */
    private static final Duration MARGIN = LENGTH.dividedBy(10);

    /** A Redis that comes and goes must not change the regime all the time: each time that it goes, writes wait. */
    private static final Duration LEAST_DIRECT = Duration.ofSeconds(3);

    /** Fewer renewals of siblings may have been on their way when Redis went away for all. */
    private static final int RENEWALS_OF_OTHERS = 3;

    private Optional<Lease> known = Optional.empty();
    private long firstSeen;
    private long regimeSeen;
    private long directFrom;
    private boolean direct;
    private long highestSeq;
    private int renewalsMissed;

    /** The lease as MongoDB said it at that time or later. */
    void saw(Lease lease, long now) {
        if (known.isPresent() && known.get().equals(lease)) {
            return;
        }
        var renewed = known.filter(lease::renews).isPresent();
        highestSeq =
                known.filter(lease::sharesRegimeWith).isPresent() ? Math.max(highestSeq, lease.seq()) : lease.seq();
        renewalsMissed = renewed ? renewalsMissed + 1 : 0;
        if (!renewed) {
            regimeSeen = now;
        }
        firstSeen = now;
        direct &= lease.regime() == Regime.DIRECT;
        known = Optional.of(lease);
    }

    /** This worker itself renewed or changed the lease, which it began to do at that time. */
    void won(Lease lease, long begun, long now) {
        // Where others renewed in between, one of them may have begun later.
        var next = known.filter(before -> lease.seq() == before.seq() + 1).isPresent();
        saw(lease, next ? begun : now);
        renewalsMissed = 0;
        if (allowsDirect()) {
            direct = true;
            directFrom = begun;
        }
    }

    /** Redis was reached, and is of the lease's generation; it told of its last renewal. */
    void inTouch(long seq, long now) {
        known.filter(lease -> seq > lease.seq()).ifPresent(lease -> saw(lease.renewed(seq), now));
        renewalsMissed = 0;
    }

    /** As far as this worker knows. */
    Optional<Lease> known() {
        return known;
    }

    /** What this worker may do, given the generation of the Redis that it reaches. */
    Standing standing(OptionalLong redis, long now) {
        if (isOf(redis)) {
            return new Standing.Announcing(redis.getAsLong());
        }
        var own = new Standing.Direct(directFrom + LENGTH.toNanos());
        if (direct && own.holds(now)) {
            return own;
        }
        return keptUpByOthers(now) ? new Standing.CutOff() : new Standing.Waiting();
    }

    /**
     * Whether the regime is CACHED and the Redis of that generation the lease's.
     *
     * <p>Not while the lease is an earlier one than was known: MongoDB was restored from a backup, and the cache may hold what came after
     * that.
     */
    boolean isOf(OptionalLong redis) {
        return redis.isPresent()
                && known.filter(lease -> lease.seq() == highestSeq && lease.isCached(redis.getAsLong()))
                        .isPresent();
    }

    private boolean keptUpByOthers(long now) {
        return known.filter(lease -> lease.regime() == Regime.CACHED).isPresent()
                && renewalsMissed >= RENEWALS_OF_OTHERS
                && now - firstSeen < RENEWAL.multipliedBy(2).toNanos();
    }

    /** Whether this worker may renew its lease for direct writes. */
    boolean allowsDirect() {
        return known.filter(lease -> lease.regime() == Regime.DIRECT).isPresent();
    }

    /** Whether that was renewed so lately that it need not be now. */
    boolean isDirectFresh(long now) {
        return allowsDirect() && direct && now - directFrom < RENEWAL.toNanos();
    }

    /** What the lease should change to, given the generation of the Redis that is reached; nothing while it may stand. */
    Optional<Lease> successor(OptionalLong redis, long now) {
        return known.flatMap(lease -> switch (lease.regime()) {
            case CACHED -> isOf(redis) ? Optional.empty() : afterCached(lease, redis, now);
            case DIRECT -> afterDirect(lease, redis, now);
        });
    }

    private Optional<Lease> afterCached(Lease lease, OptionalLong redis, long now) {
        if (now - firstSeen < LENGTH.plus(MARGIN).toNanos()) {
            return Optional.empty();
        }
        return Optional.of(redis.isPresent() ? lease.cached(redis.getAsLong()) : lease.direct());
    }

    // Others' direct leases need not have run out: the quarantine of the new generation outlasts what they still write.
    private Optional<Lease> afterDirect(Lease lease, OptionalLong redis, long now) {
        return redis.isPresent() && now - regimeSeen >= LEAST_DIRECT.toNanos()
                ? Optional.of(lease.cached(redis.getAsLong()))
                : Optional.empty();
    }
}
