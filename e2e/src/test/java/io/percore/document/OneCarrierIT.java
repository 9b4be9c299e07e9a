package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.Secret;
import io.percore.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(3)
final class OneCarrierIT {

    private static final int CLIENTS = 64;
    private static final int CALLS = 20;

    @Test
    void manyWritesOnOneCarrierThreadAreAllAnnounced() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:ActiveProcessorCount=1",
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Dpercore.test.redis=" + System.getProperty("percore.test.redis"),
                        "-Dpercore.test.redis.password=" + System.getProperty("percore.test.redis.password", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneCarrierIT.class.getName())
                .inheritIO()
                .start();

        assertThat(process.waitFor(Duration.ofSeconds(60))).as("done in time").isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** As a worker that is asked at once after its start; ends well if every write could be announced. */
    public static void main(String... arguments) {
        try (var cache = cache()) {
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, CLIENTS).forEach(client -> clients.execute(() -> writes(cache, client)));
            }
            System.exit(cache.state().equals("attached") ? 0 : 1);
        }
    }

    // Redis gets longer than a worker would give it: this is about clients that starve each other, not about a busy
    // machine.
    private static DocumentCache cache() {
        var usual = ContractRedis.settings();
        var patient = new Settings.Redis(
                true, usual.host(), usual.port(), usual.password(), usual.poolSize(), Duration.ofSeconds(2));
        var write = new Settings.Write(Duration.ofSeconds(2));
        var mongodb = new Settings.Mongodb(
                new Secret(""), "", 1, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
        return new DocumentCache(patient, write, mongodb, new PrometheusRegistry());
    }

    private static void writes(DocumentCache cache, int client) {
        for (var call = 0; call < CALLS; call++) {
            cache.begin(new Address("users", client + "-" + call), Instant.now().plusSeconds(1))
                    .unchanged();
        }
    }
}
