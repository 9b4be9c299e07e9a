package io.percore;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How operators write durations (1500ms, 2s, 5m, 1h) and sizes (512B, 64KiB, 1MiB). */
public final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,9})([A-Za-z]{1,3})");

    private Quantity() {}

    /** The duration written as {@code text}, or nothing when it is not one. */
    public static Optional<Duration> duration(String text) {
        var parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Optional.of(Duration.ofMillis(number));
            case "s" -> Optional.of(Duration.ofSeconds(number));
            case "m" -> Optional.of(Duration.ofMinutes(number));
            case "h" -> Optional.of(Duration.ofHours(number));
            default -> Optional.empty();
        };
    }

    /** The number of bytes written as {@code text}, or nothing when it is not a size. */
    public static Optional<Long> bytes(String text) {
        var parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "B" -> Optional.of(number);
            case "KiB" -> Optional.of(number << 10);
            case "MiB" -> Optional.of(number << 20);
            default -> Optional.empty();
        };
    }
}
