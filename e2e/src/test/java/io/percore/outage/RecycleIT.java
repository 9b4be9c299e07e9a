package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.FaultyWorkers;
import io.percore.bundle.WorkerSetting;
import io.percore.bundle.Writers;
import io.percore.fault.Behaviour;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Workers that have grown too large or too old are replaced before they fail. */
@Order(58)
final class RecycleIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LEAK_LIMIT = Duration.ofMinutes(4);
    private static final String AT_ONCE = " PERCORE_RECYCLE_LEAST_AGE=0s";

    private final Bundle bundle;

    RecycleIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @AfterEach
    void asShipped() {
        bundle.app().must("systemctl restart percore.target");
        bundle.awaitServing();
    }

    @Test
    void workersThatPassALimitAreReplacedOneAtATimeAndLoseNoRequest() {
        var large = bundle.workers().getFirst();
        var old = bundle.workers().getLast();
        var recycled = recycled(large);
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_RECYCLE_RESIDENT=1MiB" + AT_ONCE, List.of(large));
                var _ = WorkerSetting.of(bundle.app(), "PERCORE_RECYCLE_AGE=1s" + AT_ONCE, List.of(old));
                var writers = Writers.start(bundle.api(), "recycle", 4)) {
            bundle.app().must("systemctl restart percore@%d percore@%d".formatted(large, old));
            bundle.awaitServing();
            assertThat(figures(large)).contains("percore_recycle_limit_bytes{reason=\"resident\"} 1048576.0");

            Await.until("the large one is recycled", LIMIT, () -> recycled(large), times -> times > recycled);
            Await.until(
                    "the old one is recycled",
                    LIMIT,
                    () -> lastExit(old),
                    exit -> exit.matches("\\d+ \\d+ recycled, age \\d+ min over 0 min"));
            assertThat(lastExit(large)).contains("recycled, memory");
            writers.stop();

            assertThat(writers.refusals()).isEmpty();
            assertThat(writers.lost(bundle.api())).isEmpty();
        }
    }

    @Test
    void leakingWorkersAreRecycledBeforeTheirHeapIsFullAndLoseNoRequest() {
        var leaking = bundle.workers();
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_RECYCLE_LIVE_HEAP_PERCENT=40" + AT_ONCE, leaking);
                var _ = new FaultyWorkers(bundle, leaking, Behaviour.LEAKS);
                var writers = Writers.start(bundle.api(), "leak", 4)) {
            var before = leaking.stream().collect(Collectors.toMap(port -> port, this::recycled));

            Await.until(
                    "each worker is recycled",
                    LEAK_LIMIT,
                    () -> leaking.stream().collect(Collectors.toMap(port -> port, this::recycled)),
                    times -> leaking.stream().allMatch(port -> times.get(port) > before.get(port)));
            writers.stop();

            assertThat(leaking).allSatisfy(port -> {
                assertThat(lastExit(port)).contains("recycled, live heap");
                assertThat(bundle.app().property("percore@" + port, "NRestarts"))
                        .as("crashes of " + port)
                        .isEqualTo("0");
            });
            assertThat(bundle.app().must("/usr/local/lib/percore/status")).contains("recycled, live heap");
            assertThat(writers.refusals()).isEmpty();
            assertThat(writers.lost(bundle.api())).isEmpty();
        }
    }

    @Test
    void aWorkerWithinItsLimitsDoesNotAskToBeReplaced() {
        var figures = figures(bundle.workers().getFirst());

        assertThat(figures)
                .contains("percore_recycle_wanted{reason=\"live-heap\"} 0.0")
                .contains("percore_recycle_wanted{reason=\"resident\"} 0.0")
                .contains("percore_recycle_wanted{reason=\"age\"} 0.0")
                .doesNotContain("percore_recycle_limit_bytes{reason=\"resident\"} 0.0");
        assertThat(bundle.app().must("systemctl is-active percore-recycle.timer"))
                .isEqualTo("active");
    }

    private String lastExit(int port) {
        return bundle.app().must("cat /run/percore/%d/last-exit".formatted(port));
    }

    private double recycled(int port) {
        return figures(port)
                .lines()
                .filter(sample -> sample.startsWith("percore_recycles_total "))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String figures(int port) {
        return bundle.admin(port).get("/metrics").text();
    }
}
