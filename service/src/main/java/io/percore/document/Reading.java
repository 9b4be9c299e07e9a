package io.percore.document;

import java.time.Duration;
import java.util.Optional;

/**
 * A document as it was read.
 *
 * @param cached whether the cache had it
 * @param age how long ago it was surely so, when that is not now
 */
record Reading(Document document, boolean cached, Optional<Duration> age) {
    static Reading fresh(Document document) {
        return new Reading(document, false, Optional.empty());
    }

    static Reading cached(Document document) {
        return new Reading(document, true, Optional.empty());
    }

    static Reading stale(Document document, Duration age) {
        return new Reading(document, true, Optional.of(age));
    }

    Revision revision() {
        return document.revision();
    }
}
