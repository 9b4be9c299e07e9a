package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Host;
import io.percore.bundle.Writers;
import java.util.HashSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(Integer.MAX_VALUE)
final class RebootIT {

    private final Bundle bundle;

    RebootIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void afterARebootOfEveryHostEverythingIsBackAndEveryAcknowledgedDocumentIsThere() {
        var workers = bundle.workers();
        try (var writers = Writers.start(bundle.api(), "reboot", 4)) {
            bundle.hosts().forEach(Host::reboot);
            writers.stop();

            bundle.awaitServing();
            assertThat(bundle.workers()).isEqualTo(workers);
            assertThat(writers.acknowledged()).isNotEmpty();
            assertThat(writers.lost(bundle.worker(8081))).isEmpty();
        }
        assertThat(new HashSet<>(bundle.hosts().stream()
                        .map(host -> host.must("systemctl is-system-running"))
                        .toList()))
                .containsOnly("running");
    }
}
