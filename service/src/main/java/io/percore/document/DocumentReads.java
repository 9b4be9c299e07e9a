package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Collection;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.Optional;

/** Reads documents that the edge did not find: from MongoDB, once for all who ask, and into the cache; while MongoDB is away, what the cache last knew. */
final class DocumentReads {
    private final DocumentStore store;
    private final DocumentCache cache;
    private final Loads<Optional<Reading>> loads = new Loads<>();

    DocumentReads(DocumentStore store, DocumentCache cache) {
        this.store = store;
        this.cache = cache;
    }

    Optional<Reading> read(Collection collection, Address at) {
        return loads.load(
                at,
                address -> collection.cache() == CachePolicy.PUBLIC
                        ? cached(collection, at)
                        : store.read(at).map(Reading::fresh));
    }

    // The token comes before MongoDB is read, so that a write in between voids it.
    private Optional<Reading> cached(Collection collection, Address at) {
        return switch (cache.lookUp(at)) {
            case Lookup.Found(var document) -> document.map(Reading::cached);
            case Lookup.Missing(var fill) -> filled(collection, at, fill);
        };
    }

    private Optional<Reading> filled(Collection collection, Address at, Fill fill) {
        try {
            var document = store.read(at);
            document.ifPresentOrElse(
                    read -> fill.publish(read.revision(), read.json(), collection.timeToLive()),
                    () -> fill.absent(collection.timeToLive()));
            return document.map(Reading::fresh);
        } catch (StoreUnavailable away) {
            return Optional.of(cache.stale(at, collection.staleIfStoreDown()).orElseThrow(() -> away));
        }
    }
}
