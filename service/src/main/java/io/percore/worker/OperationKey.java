package io.percore.worker;

import java.util.HexFormat;
import java.util.Optional;

/**
 * An operation id as numbers.
 *
 * @param millis when the request reached the edge, in milliseconds since 1970
 * @param high the first half of its random part
 * @param low the other half
 */
record OperationKey(long millis, long high, long low) {
    private static final int DIGITS = 16;
    private static final int RANDOM = 2 * DIGITS;

    /** "." and three digits of milliseconds, then "-". */
    private static final int FRACTION = 5;

    /** That of the edge's header; empty where it is none, which another one refuses. */
    static Optional<OperationKey> of(String header) {
        var random = header.length() - RANDOM;
        var point = random - FRACTION;
        if (point < 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OperationKey(
                    Long.parseLong(header, 0, point, 10) * 1000 + Long.parseLong(header, point + 1, point + 4, 10),
                    HexFormat.fromHexDigitsToLong(header, random, random + DIGITS),
                    HexFormat.fromHexDigitsToLong(header, random + DIGITS, header.length())));
        } catch (NumberFormatException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "%d.%03d-%016x%016x".formatted(millis / 1000, millis % 1000, high, low);
    }
}
