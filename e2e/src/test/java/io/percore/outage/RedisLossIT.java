package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Ask;
import io.percore.bundle.Bundle;
import io.percore.bundle.Crowd;
import io.percore.bundle.Load;
import io.percore.bundle.LoadTimes.Kind;
import io.percore.bundle.Progress;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis is killed or stopped under a load: nobody is refused, writes wait for the regime lease, and the cache is used again. */
@Order(32)
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class RedisLossIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 1);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(2);
    private static final int FIVE_SECONDS = 200;
    private static final int USUAL = 100;

    private static final int PERCENT_OF_READS = 60;
    private static final int DOCUMENTS = 500;
    private static final int SATURATING = 32;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration CAPACITY = Duration.ofSeconds(4);
    private static final double LOAD = 0.8;
    private static final int SECONDS_AWAY = 3;

    private final Bundle bundle;
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

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

    @Test
    void atEightyPercentOfWhatTheHostCanDoWithoutRedisNobodyIsRefused() {
        var rate = (int) (LOAD * capacityWithoutRedis());

        try (var load = Load.atRate(bundle, rate, PERCENT_OF_READS)) {
            for (var round = 0; round < ROUNDS; round++) {
                committed("killed", load, rate, () -> bundle.app().must("systemctl kill --signal=KILL redis-server"));
                committed("stopped", load, rate, () -> {
                    bundle.app().must("systemctl stop redis-server");
                    load.awaitMore(SECONDS_AWAY * rate);
                    bundle.app().must("systemctl start redis-server");
                });
            }
            load.stopAndCompare();
        }
    }

    /** Requests a second, each after the last one's answer. */
    private double capacityWithoutRedis() {
        bundle.app().must("systemctl stop redis-server");
        try (var crowd = Crowd.of(bundle, SATURATING)) {
            crowd.keepAsking(WARM_UP, this::mixed);
            var capacity = crowd.keepAsking(CAPACITY, this::mixed);
            Progress.say("capacity without Redis: " + capacity);
            return capacity.servedASecond();
        } finally {
            bundle.app().must("systemctl start redis-server");
        }
    }

    private Ask mixed(int number) {
        var id = mark + "-" + number % DOCUMENTS;
        return number < DOCUMENTS || ThreadLocalRandom.current().nextInt(100) >= PERCENT_OF_READS
                ? Ask.replace(id, Writers.product("capacity", number))
                : Ask.read(id);
    }

    private void committed(String what, Load load, int rate, Runnable fault) {
        load.awaitMore(Kind.HIT, 10);
        var before = Instant.now();
        load.awaitMore(rate);
        var begin = Instant.now();
        fault.run();
        load.awaitMore(3 * rate);
        Progress.say("%d requests a second: %s".formatted(rate, load.times().between(before, begin)));
        Progress.say("Redis is %s: %s".formatted(what, load.times().between(begin, Instant.now())));
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
