package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers are killed and restarted under a load: no client notices. */
@Order(46)
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class KillIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 4);
    private static final int REQUESTS_BETWEEN = 100;
    private static final double CHANCE = 0.1;

    private final Bundle bundle;

    KillIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void aKilledWorkerIsNoticedByNoClient() {
        var retried = retried();
        try (var load = Load.start(bundle)) {
            load.awaitMore(REQUESTS_BETWEEN);
            var kills = Instant.now();
            var usual = load.times().hitRatio();
            for (var round = 0; round < ROUNDS; round++) {
                bundle.kill(List.of(anyWorker()));
                load.awaitMore(REQUESTS_BETWEEN);
            }
            load.stopAndCompare();
            assertThat(load.times().between(kills, Instant.now()).hitRatio())
                    .as("reads that the edge answered by itself")
                    .isGreaterThan(usual - CHANCE);
        }
        assertThat(retried()).as("tries that another worker's followed").isGreaterThan(retried);
    }

    private double retried() {
        return bundle.workers().stream()
                .mapToDouble(port -> bundle.edgeCounter(
                        "percore_edge_requests_retried_total{worker=\"127.0.0.1:%d\"}".formatted(port)))
                .sum();
    }

    @Test
    void aRestartedWorkerIsNoticedByNoClient() {
        var nginx = edgeProcesses();
        try (var load = Load.start(bundle)) {
            for (var round = 0; round < ROUNDS; round++) {
                var port = anyWorker();
                var before = bundle.processes().get(port);
                bundle.app().must("systemctl restart percore@" + port);
                bundle.awaitReplaced(port, before);
                load.awaitMore(REQUESTS_BETWEEN);
            }
            load.stopAndCompare();
        }
        assertThat(edgeProcesses()).isEqualTo(nginx);
    }

    private int anyWorker() {
        var workers = bundle.workers();
        return workers.get(ThreadLocalRandom.current().nextInt(workers.size()));
    }

    private List<String> edgeProcesses() {
        return bundle.app().must("pgrep nginx").lines().toList();
    }
}
