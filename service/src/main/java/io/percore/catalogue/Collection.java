package io.percore.catalogue;

import java.time.Duration;
import java.util.List;

/**
 * A declared set of documents.
 *
 * @param maxSize bytes of one document's JSON
 * @param listsCached whether workers keep its lists in the cache until its next write
 * @param timeToLive of a cache entry
 * @param staleIfStoreDown how long the cache may answer after MongoDB has gone away
 */
public record Collection(
        String name,
        BodySchema schema,
        int maxSize,
        CachePolicy cache,
        boolean listsCached,
        Duration timeToLive,
        Duration staleIfStoreDown,
        List<Index> indexes) {
    public Collection {
        indexes = List.copyOf(indexes);
    }
}
