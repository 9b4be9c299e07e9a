package io.percore.document;

import io.percore.catalogue.Collection;
import java.time.Clock;
import java.time.Duration;

/** Carries out writes: each is decided on what is stored, then stored by one compare-and-set, until one succeeds. */
final class DocumentWrites {
    private final DocumentStore store;
    private final DocumentCache cache;
    private final Duration limit;
    private final Clock clock;

    DocumentWrites(DocumentStore store, DocumentCache cache, Duration limit, Clock clock) {
        this.store = store;
        this.cache = cache;
        this.limit = limit;
        this.clock = clock;
    }

    /** What the write did, now or on an earlier try. */
    Applied apply(Collection collection, Write write) {
        var deadline = new Deadline(clock.instant(), limit, System::nanoTime);
        return new WriteAttempt(store, cache, collection, write, deadline).run();
    }
}
