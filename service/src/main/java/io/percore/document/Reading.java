package io.percore.document;

import java.time.Duration;
import java.util.Optional;

/**
 * A document as it was read.
 *
 * @param age how long ago it was surely so, when that is not now
 */
record Reading(Document document, Optional<Duration> age) {
    static Reading fresh(Document document) {
        return new Reading(document, Optional.empty());
    }

    Revision revision() {
        return document.revision();
    }
}
