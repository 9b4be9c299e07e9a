package io.percore.document;

import java.util.OptionalLong;
import java.util.function.Supplier;

/** Whether the cache contradicts MongoDB about a document. */
enum Comparison {
    /** The cache has the document as it is. */
    SAME,
    /** The cache had nothing to say. */
    UNKNOWN,
    /** A write came in between, so nothing can be said. */
    CHANGED,
    /** The cache has what MongoDB does not hold: it must never be seen. */
    CONTRADICTION;

    /**
     * What MongoDB holds of a document.
     *
     * @param revision the last one, a deletion's too; 0 when there never was one
     */
    record Stored(long revision, boolean live) {
        static final Stored NEVER = new Stored(Absence.REVISION, false);

        /** As the cache has it. */
        long shown() {
            return live ? revision : Absence.REVISION;
        }
    }

    /** What MongoDB holds before and after the look at the cache, it held during it, since revisions only grow. */
    static Comparison of(Supplier<Stored> store, Supplier<OptionalLong> cache) {
        var before = store.get();
        var cached = cache.get();
        if (cached.isEmpty()) {
            return UNKNOWN;
        }
        if (cached.getAsLong() == before.shown()) {
            return SAME;
        }
        return store.get().equals(before) ? CONTRADICTION : CHANGED;
    }
}
