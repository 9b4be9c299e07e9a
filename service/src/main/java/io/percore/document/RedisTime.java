package io.percore.document;

import java.time.Duration;

/**
 * What Redis's clock reads, told from one answer of it.
 *
 * <p>Deadlines in Redis are absolute and in its own clock, which is known only within the time that the question took: a
 * promise must use the earliest reading, a warning the latest.
 *
 * @param milliseconds what Redis said
 * @param sent this process's {@link System#nanoTime} before the question
 * @param received the same after the answer
 */
record RedisTime(long milliseconds, long sent, long received) {
    long earliest(long nanoTime) {
        return milliseconds + Duration.ofNanos(nanoTime - received).toMillis();
    }

    long latest(long nanoTime) {
        // One more for each of the two roundings down.
        return milliseconds + Duration.ofNanos(nanoTime - sent).toMillis() + 2;
    }
}
