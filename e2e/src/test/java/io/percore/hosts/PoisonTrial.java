package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.FaultyWorkers;
import io.percore.bundle.Writers;
import io.percore.fault.Behaviour;
import java.time.Instant;
import java.util.Map;

/** A request that kills whoever works on it, among those of others; for hosts of more than two workers. */
final class PoisonTrial {

    private static final int WRITERS = 8;

    private final Bundle bundle;

    PoisonTrial(Bundle bundle) {
        this.bundle = bundle;
    }

    /** It takes two workers, is refused and named, and nobody else notices. */
    void run() {
        try (var _ = new FaultyWorkers(bundle, bundle.workers(), Behaviour.POISONED);
                var writers = Writers.start(bundle.api(), "poison", WRITERS)) {
            writers.awaitMore(100);
            var begin = Instant.now();
            var before = bundle.processes();

            var answer = bundle.api().replace("products", Behaviour.POISON, Writers.product("poison", 1));
            writers.awaitMore(100);
            bundle.awaitServing();
            writers.stop();

            assertThat(answer.status()).as(answer.toString()).isEqualTo(502);
            assertThat(answer.code()).isEqualTo("request-crashes-workers");
            assertThat(answer.header("Retry-After")).isEmpty();
            assertThat(replaced(before)).isEqualTo(2);
            assertThat(named(begin)).isEqualTo(1);
            assertNothingLost(writers, bundle.worker(bundle.workers().getFirst()));
        }
    }

    private static void assertNothingLost(Writers writers, Api worker) {
        assertThat(writers.refusals()).isEmpty();
        assertThat(writers.lost(worker)).isEmpty();
        assertThat(writers.twice()).isEmpty();
    }

    private long replaced(Map<Integer, String> before) {
        var after = bundle.processes();
        return before.entrySet().stream()
                .filter(worker -> !worker.getValue().equals(after.get(worker.getKey())))
                .count();
    }

    /** How often the workers named the operation that the edge refused last. */
    private int named(Instant begin) {
        return bundle.app()
                .run("""
                        operation=$(%s | grep -F '/v1/products/%s ' | tail -n 1 | sed 's/.*"operation":"\\([^"]*\\)".*/\\1/')
                        journalctl --unit 'percore@*' --since @%d --output cat | grep '"level":"WARN"' | grep -F "operation $operation;"
                        """.formatted(Bundle.EDGE_LOG, Behaviour.POISON, begin.getEpochSecond()))
                .lines()
                .size();
    }
}
