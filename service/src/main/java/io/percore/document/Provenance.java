package io.percore.document;

import java.time.Duration;
import java.util.Optional;

/**
 * Where an answer came from.
 *
 * @param age how long ago it was surely so, when that is not now
 */
record Provenance(Source source, ServerTiming timing, Optional<Duration> age) {
    static Provenance current(Source source, ServerTiming timing) {
        return new Provenance(source, timing, Optional.empty());
    }
}
