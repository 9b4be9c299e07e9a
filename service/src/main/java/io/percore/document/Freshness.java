package io.percore.document;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.percore.catalogue.Collection;
import java.util.Optional;

/** What the edge may do with an answer of a collection that has edge seconds (RFC 9111, and 5861 section 3); nothing is said of others. */
final class Freshness {
    private Freshness() {}

    static Optional<Header> of(Collection collection) {
        return collection.edge().isZero()
                ? Optional.empty()
                : Optional.of(HeaderValues.create(HeaderNames.CACHE_CONTROL, directives(collection)));
    }

    // For shared caches alone: what a browser kept as well would be older still. No stale-if-error: nginx takes a 404
    // for an
    // error, too, and would go on with a document that was deleted.
    private static String directives(Collection collection) {
        var edge = collection.edge().toSeconds();
        return "public, max-age=0, s-maxage=%1$d, stale-while-revalidate=%1$d".formatted(edge);
    }
}
