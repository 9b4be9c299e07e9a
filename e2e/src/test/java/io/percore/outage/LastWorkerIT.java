package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import io.percore.bundle.Progress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that are killed faster than they start: some worker always serves or starts, and writes are applied once. */
@Order(53)
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class LastWorkerIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 6);
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(4);
    private static final int REFUSED = 502;

    private final Bundle bundle;

    LastWorkerIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @AfterEach
    void asShipped() {
        bundle.app().must("systemctl restart percore.target");
        bundle.awaitServing();
    }

    @Test
    void requestsAreRefusedOnlyWhileNoWorkerLivesAndTheLastOneNeverWaits() {
        try (var load = Load.acrossDeaths(bundle)) {
            var lives = new WorkerLives(bundle);
            for (var round = 0; round < ROUNDS; round++) {
                lives.kill(anyWorker());
                LockSupport.parkNanos(BETWEEN_KILLS.toNanos());
            }
            bundle.awaitServing();
            load.awaitMore(100);
            load.stopAndCompare();

            var gaps = lives.withoutService();
            Progress.say("%d kills, %d pauses, no service %d times, %d requests refused"
                    .formatted(
                            lives.kills(),
                            lives.pauses(),
                            gaps.size(),
                            load.times().answered(REFUSED).size()));
            assertThat(lives.allWaitedAtOnce()).isFalse();
            assertThat(load.times().answered(REFUSED))
                    .allSatisfy(request -> assertThat(gaps).anyMatch(request::overlaps));
        }
    }

    private int anyWorker() {
        var workers = bundle.workers();
        return workers.get(ThreadLocalRandom.current().nextInt(workers.size()));
    }
}
