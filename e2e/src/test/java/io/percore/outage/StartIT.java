package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Progress;
import io.percore.bundle.WorkerSetting;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** How long it takes from a worker's death to its next READY. */
@Order(50)
final class StartIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 3);

    private final Bundle bundle;

    StartIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @AfterEach
    void asShipped() {
        bundle.app().must("systemctl restart percore.target");
        bundle.awaitServing();
    }

    @Test
    void theReleasesAotCacheMakesAWorkerBackSooner() {
        var with = bundle.workers().getFirst();
        var without = bundle.workers().getLast();

        // Each life counts as healthy, so that no start waits for a crash loop's pause.
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_HEALTHY_AFTER=0", List.of(with));
                var _ = WorkerSetting.of(
                        bundle.app(), "PERCORE_HEALTHY_AFTER=0 JDK_JAVA_OPTIONS=-XX:AOTMode=off", List.of(without))) {
            bundle.app().must("systemctl restart percore@%d percore@%d".formatted(with, without));
            bundle.awaitServing();
            // In turn, so that whatever else the machine does concerns both.
            var millis = IntStream.range(0, ROUNDS)
                    .mapToObj(round -> new long[] {killToReady(with), killToReady(without)})
                    .toList();

            var ratios = millis.stream().mapToDouble(pair -> (double) pair[0] / pair[1]);
            var median = ratios.sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
            Progress.say("kill to READY in ms, with and without the AOT cache: %s; median of the ratios %.2f"
                    .formatted(
                            millis.stream().map(pair -> pair[0] + "/" + pair[1]).toList(), median));
            assertThat(median).isLessThan(0.9);
        }
    }

    private long killToReady(int port) {
        bundle.kill(List.of(port));
        // Its own listener says that it is ready a little before systemd does.
        return Await.until("READY of " + port, Duration.ofSeconds(10), () -> outage(port), micros -> micros > 0) / 1000;
    }

    private long outage(int port) {
        return moment(port, "ActiveEnterTimestampMonotonic") - moment(port, "ActiveExitTimestampMonotonic");
    }

    private long moment(int port, String property) {
        return Long.parseLong(bundle.app().property("percore@" + port, property));
    }
}
