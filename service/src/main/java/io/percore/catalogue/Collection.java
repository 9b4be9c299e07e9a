package io.percore.catalogue;

import java.time.Duration;
import java.util.List;

/**
 * A declared set of documents.
 *
 * @param maxSize bytes of one document's JSON
 * @param listsCached whether workers keep its lists in the cache until its next write
 * @param edge whole seconds for which nginx may answer by itself; none when reads are to be current
 * @param timeToLive of a cache entry
 * @param staleIfStoreDown how long the cache may answer after MongoDB has gone away
 */
public record Collection(
        String name,
        BodySchema schema,
        int maxSize,
        CachePolicy cache,
        boolean listsCached,
        Duration edge,
        Duration timeToLive,
        Duration staleIfStoreDown,
        List<Index> indexes) {
    public Collection {
        indexes = List.copyOf(indexes);
    }
}
