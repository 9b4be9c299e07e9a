package io.percore.document;

import io.percore.refusal.Problem;
import io.percore.refusal.StateRefusal.DocumentNotFound;
import java.time.Duration;

/** That there is no such document, as the cache holds it. */
record Absence(Address at, Duration timeToLive) {
    /** In place of a document's. */
    static final int REVISION = 0;

    // There is no end of ids that nobody uses: they should not take the place of documents for long.
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** What whoever reads it is answered. */
    byte[] json() {
        return Problem.of(new DocumentNotFound(at.toString())).json();
    }

    long millis() {
        return Math.min(timeToLive.toMillis(), LONGEST.toMillis());
    }
}
