package io.percore.document;

import java.util.Optional;

/** What the cache says to a worker's read. */
sealed interface Lookup {
    /** The document is there, or that there is none. */
    record Found(Optional<Document> document) implements Lookup {}

    /** MongoDB must be read, under that right. */
    record Missing(Fill fill) implements Lookup {}

    /** MongoDB must be read, for this reader alone. */
    static Lookup missing() {
        return new Missing(Fill.none());
    }
}
