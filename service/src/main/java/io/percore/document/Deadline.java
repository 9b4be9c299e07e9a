package io.percore.document;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** How long a write may take: until when it may commit, and until when its client is kept waiting. */
final class Deadline {
    private final Instant commit;
    private final long answer;
    private final LongSupplier nanoTime;

    /** The client gets its answer a tenth earlier than the last commit may be, so that it always comes within the limit. */
    Deadline(Instant now, Duration limit, LongSupplier nanoTime) {
        this.commit = now.plus(limit);
        this.answer = nanoTime.getAsLong() + limit.toNanos() / 10 * 9;
        this.nanoTime = nanoTime;
    }

    /** By our clock. */
    Instant commit() {
        return commit;
    }

    /** The milliseconds left for the next step; none or less when it is time to answer. */
    long millisLeft() {
        return (answer - nanoTime.getAsLong()) / 1_000_000;
    }
}
