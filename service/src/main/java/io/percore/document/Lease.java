package io.percore.document;

/**
 * The regime lease, one for all workers: as long as it is renewed, the regime stands.
 *
 * @param generation of the cache; grows each time that the cache is begun anew
 * @param seq grows with each change of the lease, so that whoever sees it stand still knows that nobody renews
 */
record Lease(Regime regime, long generation, long seq) {
    /** That of a database which never had one: no cache may be believed before it is begun anew. */
    static final Lease FIRST = new Lease(Regime.DIRECT, 0, 1);

    /** Redis is reached by nobody: written directly from now on. */
    Lease direct() {
        return new Lease(Regime.DIRECT, generation, seq + 1);
    }

    /** Written through the cache from now on, under a generation that neither MongoDB nor Redis has seen. */
    Lease cached(long present) {
        return new Lease(Regime.CACHED, Math.max(generation, present) + 1, seq + 1);
    }

    Lease renewed(long later) {
        return new Lease(regime, generation, later);
    }

    boolean isCached(long generation) {
        return regime == Regime.CACHED && this.generation == generation;
    }

    /** Whether nothing but renewals lies between the earlier lease and this one. */
    boolean renews(Lease earlier) {
        return seq > earlier.seq && sharesRegimeWith(earlier);
    }

    /** Whether nothing but renewals lies between the two, whichever came first. */
    boolean sharesRegimeWith(Lease other) {
        return equals(other.renewed(seq));
    }
}
