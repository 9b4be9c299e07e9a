package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Catalogue;
import java.util.stream.Stream;

/** For how long after MongoDB went away readers may be told what the cache last knew, collection by collection. */
final class StaleLimits {
    private final Object[] milliseconds;

    /** Those of the collections that are cached. */
    StaleLimits(Catalogue catalogue) {
        this.milliseconds = catalogue.collections().values().stream()
                .filter(collection -> collection.cache() == CachePolicy.PUBLIC)
                .flatMap(collection -> Stream.of(
                        collection.name(), collection.staleIfStoreDown().toMillis()))
                .toArray();
    }

    /** Lets the edge answer so without asking a worker, until shortly. */
    void tell(CacheFunctions functions) {
        if (milliseconds.length > 0) {
            functions.call("percore_away", milliseconds);
        }
    }
}
