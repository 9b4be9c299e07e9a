package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RedisTimeTest {
    private static final long SENT = Duration.ofMillis(100).toNanos();
    private static final long RECEIVED = Duration.ofMillis(130).toNanos();
    private static final long LATER = Duration.ofMillis(200).toNanos();

    private final RedisTime time = new RedisTime(5000, SENT, RECEIVED);

    @Test
    void atTheEarliestRedisReadItsClockJustBeforeTheAnswerCame() {
        assertThat(time.earliest(LATER)).isEqualTo(5070);
    }

    @Test
    void atTheLatestRedisReadItsClockAsSoonAsTheQuestionWasSent() {
        assertThat(time.latest(LATER)).isBetween(5100L, 5102L);
    }
}
