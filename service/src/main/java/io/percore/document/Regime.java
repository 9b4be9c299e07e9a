package io.percore.document;

import java.util.Locale;

/** By which rule documents of cached collections are written. */
enum Regime {
    /** Announced in Redis, whose entries may be believed. */
    CACHED,
    /** Straight to MongoDB, by whoever holds a lease for it; nobody believes Redis. */
    DIRECT;

    /** As metrics name it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
