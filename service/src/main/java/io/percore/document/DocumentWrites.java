package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Collection;
import io.percore.refusal.Refusal;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import io.percore.refusal.StateRefusal.WriteContention;
import java.time.Clock;
import java.time.Duration;

/** Carries out writes: each is decided on what is stored, then stored by one compare-and-set, until one succeeds. */
final class DocumentWrites {
    private final DocumentStore store;
    private final DocumentCache cache;
    private final Duration limit;
    private final Clock clock;
    private final Standstill standstill;
    private final WriteTurns turns = new WriteTurns();

    DocumentWrites(DocumentStore store, DocumentCache cache, Duration limit, Clock clock) {
        this.store = store;
        this.cache = cache;
        this.limit = limit;
        this.clock = clock;
        this.standstill = new Standstill(clock, System::nanoTime);
        standstill.start();
    }

    /** What the write did, now or on an earlier try. */
    Applied apply(Collection collection, Write write) {
        return apply(collection, write, begin(collection, write.operation()));
    }

    /** As {@link #apply(Collection, Write)}, for a request that began earlier. */
    Applied apply(Collection collection, Write write, Deadline deadline) {
        return turns.take(write.at(), deadline, () -> new WriteAttempt(store, cache, collection, write, deadline).run())
                .orElseThrow(() -> withoutTurn(write));
    }

    /** The write before it may have waited for something else than other writes. */
    private Refusal withoutTurn(Write write) {
        cache.refuseWhenCutOff();
        return store.isAway()
                ? new StoreUnavailable()
                : new WriteContention(write.at().toString());
    }

    /** Begins a request, unless a sibling should do it: this worker stood still while it waited, or is cut off. */
    Deadline begin(Collection collection, OperationId operation) {
        if (collection.cache() == CachePolicy.PUBLIC) {
            cache.refuseWhenCutOff();
        }
        // In this order, so that whoever stands still after the look is late.
        var deadline = deadline();
        standstill.refuse(operation);
        return deadline;
    }

    /** The deadline of what begins now. */
    Deadline deadline() {
        return new Deadline(clock.instant(), limit, System::nanoTime);
    }
}
