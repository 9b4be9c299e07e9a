package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Collection;
import io.percore.query.Page;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.Optional;

/**
 * Reads what the edge has not got: from the cache, or from MongoDB and then offered to the cache; while MongoDB is away,
 * what the cache last knew.
 */
final class DocumentReads {
    private final DocumentStore store;
    private final DocumentCache cache;
    private final Fences fences;
    private final Loads<Address, Optional<Reading>> loads;
    private final Loads<Page, ListReading> lists;

    DocumentReads(DocumentStore store, DocumentCache cache) {
        this.store = store;
        this.cache = cache;
        this.fences = new Fences(store, cache);
        this.loads = new Loads<>(cache::coalesced);
        this.lists = new Loads<>(cache::coalesced);
    }

    Optional<Reading> read(Collection collection, Address at) {
        return loads.load(
                at,
                address -> collection.cache() == CachePolicy.PUBLIC
                        ? cached(collection, at, new ServerTiming())
                        : stored(at, Source.BYPASS, new ServerTiming()));
    }

    private Optional<Reading> cached(Collection collection, Address at, ServerTiming timing) {
        // The token comes before MongoDB is read, so that a write in between voids it.
        return switch (timing.time("cache", () -> cache.ask(at))) {
            case Asked.Hit hit -> Optional.of(new Reading(hit.document(), Provenance.current(Source.HIT, timing)));
            case Asked.Absent _ -> Optional.empty();
            case Asked.Expired _ -> {
                fences.begin(at);
                yield filled(collection, at, new Asked.Unknown(Source.DOUBT, Fill.none()), timing);
            }
            case Asked.Unknown unknown -> filled(collection, at, unknown, timing);
        };
    }

    private Optional<Reading> filled(Collection collection, Address at, Asked.Unknown unknown, ServerTiming timing) {
        try {
            var reading = stored(at, unknown.source(), timing);
            var document = reading.map(Reading::document);
            document.ifPresentOrElse(
                    read -> unknown.fill().publish(read.revision(), read.json(), collection.timeToLive()),
                    () -> unknown.fill().absent(collection.timeToLive()));
            return reading;
        } catch (StoreUnavailable away) {
            return Optional.of(
                    cache.stale(at, collection.staleIfStoreDown(), timing).orElseThrow(() -> away));
        }
    }

    private Optional<Reading> stored(Address at, Source source, ServerTiming timing) {
        return timing.time("store", () -> store.read(at))
                .map(document -> new Reading(document, Provenance.current(source, timing)));
    }

    ListReading list(Collection collection, Page page) {
        return collection.listsCached()
                ? lists.load(page, asked -> cache.lists().read(collection, asked, () -> composed(asked), fences::begin))
                : listed(page, new ServerTiming());
    }

    private ListReading listed(Page page, ServerTiming timing) {
        return new ListReading(timing.time("store", () -> composed(page)), Provenance.current(Source.BYPASS, timing));
    }

    private DocumentList composed(Page page) {
        return ListComposer.read(store, page);
    }
}
