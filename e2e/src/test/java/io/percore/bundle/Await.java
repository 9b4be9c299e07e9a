package io.percore.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a fact to come true, and says what was seen instead when it does not. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /** Returns once the condition holds; fails with the fact's name after the limit. */
    public static void until(String fact, Duration limit, BooleanSupplier condition) {
        until(fact, limit, condition::getAsBoolean, Boolean::booleanValue);
    }

    /** The first value that is accepted; a probe that throws counts as "not yet". */
    public static <T> T until(String fact, Duration limit, Supplier<T> probe, Predicate<T> accepted) {
        var deadline = Instant.now().plus(limit);
        while (true) {
            Object seen;
            Exception obstacle = null;
            try {
                var value = probe.get();
                if (accepted.test(value)) {
                    return value;
                }
                seen = value;
            } catch (RuntimeException thrown) {
                seen = thrown;
                obstacle = thrown;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(
                        "%s: not within %d s; last seen: %s".formatted(fact, limit.toSeconds(), seen), obstacle);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", interrupted);
        }
    }
}
