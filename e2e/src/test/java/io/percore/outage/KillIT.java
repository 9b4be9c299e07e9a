package io.percore.outage;

import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to a worker, clients do not notice: no request fails, and each write is applied once. */
@Order(45)
@Timeout(7200)
final class KillIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 12);
    private static final int REQUESTS_BETWEEN = 100;

    private final Bundle bundle;

    KillIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void killedWorkersLoseNoRequest() {
        try (var load = Load.start(bundle)) {
            for (int round = 0; round < ROUNDS; round++) {
                var before = bundle.processes();
                var port = any(bundle.workers());
                bundle.app().must("kill -9 " + before.get(port));
                bundle.awaitReplaced(port, before.get(port));
                load.awaitMore(REQUESTS_BETWEEN);
            }
            load.stopAndCompare();
        }
    }

    private static int any(List<Integer> workers) {
        return workers.get(ThreadLocalRandom.current().nextInt(workers.size()));
    }
}
