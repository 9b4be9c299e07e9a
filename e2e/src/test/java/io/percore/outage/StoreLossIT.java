package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import io.percore.bundle.LoadTimes;
import io.percore.bundle.LoadTimes.Kind;
import io.percore.bundle.Progress;
import io.percore.bundle.Readers;
import io.percore.bundle.StoreHost;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MongoDB goes away under a load: what is cached is read on and says that it may be old, and all the rest is refused soon. */
@Order(41)
@StoreHost
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class StoreLossIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 1);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(2);
    private static final int LEAST_PART = 3;

    private final Bundle bundle;

    StoreLossIT(Bundle bundle) {
        this.bundle = bundle;
    }

    enum Loss {
        PAUSED(
                "systemctl kill --signal=STOP ferretdb postgresql@18-main",
                "systemctl kill --signal=CONT ferretdb postgresql@18-main"),
        DATABASE_PAUSED(
                "systemctl kill --signal=STOP postgresql@18-main", "systemctl kill --signal=CONT postgresql@18-main"),
        KILLED(
                "systemctl kill --signal=KILL ferretdb postgresql@18-main; systemctl stop ferretdb postgresql@18-main",
                "systemctl start postgresql@18-main ferretdb");

        private final String begin;
        private final String end;

        Loss(String begin, String end) {
            this.begin = begin;
            this.end = end;
        }
    }

    @ParameterizedTest
    @EnumSource
    void cachedReadsGoOnMarkedWritesAreRefusedSoonAndNothingUnmarkedIsStale(Loss loss) {
        var workers = bundle.processes();
        var id = cached();
        try (var load = Load.acrossOutages(bundle)) {
            for (var round = 0; round < ROUNDS; round++) {
                var with = Readers.read(bundle, id, StoreLossIT::unmarked);
                var without = lost(loss, load, id);
                Progress.say("with MongoDB: " + with + "; without it: " + without);
                assertThat(without.count(Kind.STALE) * LEAST_PART).isGreaterThanOrEqualTo(with.count(Kind.HIT));
                awaitRecovered(load);
            }
            load.stopAndCompare();
            assertThat(load.times().longest(Kind.WRITE)).isLessThan(LONGEST_WRITE.plus(load.latest()));
        }
        assertThat(bundle.processes()).isEqualTo(workers);
    }

    /** What readers get while it is away. */
    private LoadTimes lost(Loss loss, Load load, String id) {
        var store = bundle.store();
        var begin = Instant.now();
        store.must(loss.begin);
        try {
            awaitMarked(id);
            var read = Readers.read(bundle, id, StoreLossIT::marked);
            load.awaitMore(Kind.STALE, 20);
            Progress.say("%s: %s".formatted(loss, load.times().between(begin.plusSeconds(2), Instant.now())));
            return read;
        } finally {
            store.must(loss.end);
        }
    }

    private void awaitRecovered(Load load) {
        awaitStored();
        load.awaitMore(Kind.HIT, 40);
        var refused = load.tolerated();
        load.awaitMore(40);
        assertThat(load.tolerated()).as("refused requests").isEqualTo(refused);
    }

    private static boolean unmarked(Answer answer) {
        return answer.status() == 200 && !marked(answer);
    }

    private static boolean marked(Answer answer) {
        return answer.status() == 200
                && answer.header("Cache-Status").matches("percore(-edge)?; hit; ttl=-[0-9]+")
                && !answer.header("Age").isEmpty();
    }

    private String cached() {
        var id = bundle.api().create("products", Writers.product("loss", 1)).id();
        bundle.awaitCached(id);
        return id;
    }

    private void awaitMarked(String id) {
        Await.until(
                "the edge marks reads as stale",
                Duration.ofSeconds(10),
                () -> bundle.api().read("products", id).header("Cache-Status"),
                status -> status.startsWith("percore-edge; hit; ttl=-"));
    }

    private void awaitStored() {
        Await.until(
                "writes are stored again",
                Duration.ofSeconds(30),
                () -> bundle.api().create("products", Writers.product("loss", 2)),
                answer -> answer.status() == 201);
    }
}
