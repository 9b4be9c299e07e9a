package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Collection;
import io.percore.query.Page;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.Optional;

/** Reads documents from MongoDB on a miss, and offers what it read to the cache; while MongoDB is away, what the cache last knew. */
final class DocumentReads {
    private final DocumentStore store;
    private final DocumentCache cache;
    private final Loads<Address, Optional<Reading>> loads = new Loads<>();
    private final Loads<Page, ListReading> lists = new Loads<>();

    DocumentReads(DocumentStore store, DocumentCache cache) {
        this.store = store;
        this.cache = cache;
    }

    Optional<Reading> read(Collection collection, Address at) {
        return loads.load(
                at,
                address -> collection.cache() == CachePolicy.PUBLIC
                        ? fill(collection, at)
                        : store.read(at).map(Reading::fresh));
    }

    ListReading list(Collection collection, Page page) {
        return collection.listsCached()
                ? lists.load(page, asked -> cache.lists().read(collection, asked, () -> stored(asked)))
                : new ListReading(stored(page), false);
    }

    private DocumentList stored(Page page) {
        return ListComposer.read(store, page);
    }

    private Optional<Reading> fill(Collection collection, Address at) {
        // The token comes before MongoDB is read, so that a write in between voids it.
        var fill = cache.miss(at);
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
