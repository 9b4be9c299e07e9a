package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import io.percore.Secret;
import io.percore.Settings;
import io.percore.bundle.Await;
import io.percore.catalogue.Catalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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
                        "-Dpercore.test.mongodb=" + ContractDatabase.uri(),
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
        try (var database = new ContractDatabase();
                var cache = cache(database.mongodb())) {
            Await.until(
                    "the cache is begun",
                    Duration.ofSeconds(20),
                    () -> cache.state().equals("cached"));
            var announced = new AtomicInteger();
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, CLIENTS).forEach(client -> clients.execute(() -> writes(cache, client, announced)));
            }
            database.mongodb().drop();
            System.exit(announced.get() == CLIENTS * CALLS ? 0 : 1);
        }
    }

    // Redis gets longer than a worker would give it: this is about clients that starve each other and not about a
    // busy machine.
    private static DocumentCache cache(MongoDatabase database) {
        var usual = ContractRedis.settings();
        var patient = new Settings.Redis(
                true,
                usual.host(),
                usual.port(),
                usual.password(),
                usual.poolSize(),
                Duration.ofSeconds(2),
                Duration.ZERO);
        var write = new Settings.Write(Duration.ofSeconds(2));
        var mongodb = new Settings.Mongodb(
                new Secret(""), "", 1, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
        return new DocumentCache(
                patient, write, mongodb, new LeaseStore(database), new Catalogue(Map.of()), new PrometheusRegistry());
    }

    private static void writes(DocumentCache cache, int client, AtomicInteger announced) {
        for (var call = 0; call < CALLS; call++) {
            var deadline = new Deadline(Instant.now(), Duration.ofSeconds(10), System::nanoTime);
            cache.begin(new Address("users", client + "-" + call), deadline).unchanged();
            announced.incrementAndGet();
        }
    }
}
