package io.percore.bundle;

import java.time.Instant;

/** The time between two moments. */
public record Interval(Instant begin, Instant end) {

    /** Whether there is a moment in both. */
    public boolean overlaps(Interval other) {
        return !begin.isAfter(other.end) && !other.begin.isAfter(end);
    }
}
