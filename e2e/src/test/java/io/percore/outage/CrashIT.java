package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Host;
import io.percore.bundle.StoreHost;
import io.percore.bundle.Writers;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Acknowledged means stored, whatever is killed. */
@Order(50)
final class CrashIT {

    private static final int CLIENTS = 4;

    private final Bundle bundle;

    CrashIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @StoreHost
    @ParameterizedTest
    @ValueSource(strings = {"postgresql@18-main", "ferretdb"})
    void aKilledStoreComesBackAndLosesNothing(String unit) {
        try (var writers = Writers.start(bundle.api(), "store-crash", CLIENTS)) {
            for (int kill = 0; kill < 3; kill++) {
                writers.awaitMore(200);
                kill(bundle.store(), unit);
            }
            writers.awaitMore(200);
            writers.stop();

            assertNothingLost(writers);
            assertThat(bundle.store().must("systemctl --failed --plain --no-legend"))
                    .isEmpty();
        }
    }

    private static void kill(Host host, String unit) {
        var before = host.property(unit, "MainPID");
        host.must("kill -9 " + before);
        Await.until(
                unit + " is back",
                Duration.ofSeconds(30),
                () -> host.property(unit, "MainPID"),
                pid -> !pid.equals("0") && !pid.equals(before));
    }

    private void assertNothingLost(Writers writers) {
        assertThat(writers.lost(bundle.worker(8081))).isEmpty();
    }
}
