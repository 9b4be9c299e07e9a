package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Collection;
import java.util.Optional;

/** Reads documents from MongoDB on a miss, and offers what it read to the cache. */
final class DocumentReads {
    private final DocumentStore store;
    private final DocumentCache cache;
    private final Loads<Optional<Document>> loads = new Loads<>();

    DocumentReads(DocumentStore store, DocumentCache cache) {
        this.store = store;
        this.cache = cache;
    }

    Optional<Document> read(Collection collection, Address at) {
        return loads.load(
                at, address -> collection.cache() == CachePolicy.PUBLIC ? fill(collection, at) : store.read(at));
    }

    private Optional<Document> fill(Collection collection, Address at) {
        // The token comes before MongoDB is read, so that a write in between voids it.
        var fill = cache.miss(at);
        var document = store.read(at);
        document.ifPresent(read -> fill.publish(read.revision(), read.json(), collection.timeToLive()));
        return document;
    }
}
