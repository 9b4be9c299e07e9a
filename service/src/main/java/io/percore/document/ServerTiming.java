package io.percore.document;

import java.util.StringJoiner;
import java.util.function.Supplier;

/** How many milliseconds the parts of an answer took, for the header of that name. For one thread at a time. */
final class ServerTiming {
    private static final double NANOS_IN_HUNDREDTH = 1e4;

    private final StringJoiner parts = new StringJoiner(", ");

    /** What the part returns; a part that fails is not told. */
    <T> T time(String part, Supplier<T> work) {
        var began = System.nanoTime();
        var result = work.get();
        var hundredths = Math.round((System.nanoTime() - began) / NANOS_IN_HUNDREDTH);
        parts.add(part + ";dur=" + hundredths / 100.0);
        return result;
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
