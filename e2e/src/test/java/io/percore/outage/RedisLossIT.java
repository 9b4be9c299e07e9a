package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import io.percore.bundle.LoadTimes.Kind;
import io.percore.bundle.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis is killed under a load: nobody is refused, writes wait for the regime lease, and the cache is used again. */
@Order(32)
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class RedisLossIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 1);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(2);
    private static final int FIVE_SECONDS = 200;
    private static final int USUAL = 100;

    private final Bundle bundle;

    RedisLossIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void aKilledRedisFailsNoRequestAndHoldsNoWriteForTwoSeconds() {
        try (var load = Load.start(bundle)) {
            for (var round = 0; round < ROUNDS; round++) {
                killed(load);
            }
            load.stopAndCompare();
            assertThat(load.times().longest(Kind.WRITE)).isLessThan(LONGEST_WRITE.plus(load.latest()));
        }
    }

    private void killed(Load load) {
        var before = Instant.now();
        load.awaitMore(USUAL);
        var kill = Instant.now();
        bundle.app().must("systemctl kill --signal=KILL redis-server");
        load.awaitMore(Kind.HIT, 10);
        load.awaitMore(FIVE_SECONDS);
        var after = Instant.now();
        load.awaitMore(FIVE_SECONDS);
        Progress.say("before: " + load.times().between(before, kill));
        Progress.say("meanwhile: " + load.times().between(kill, after));
        Progress.say("five seconds later: " + load.times().between(after, Instant.now()));
    }
}
