package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.Secret;
import io.percore.Settings;
import io.percore.bundle.Await;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@Order(3)
final class CacheSamplerIT {
    private static final Duration OFTEN = Duration.ofMillis(5);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Settings.Write WRITE = new Settings.Write(Duration.ofSeconds(2));

    private final ContractDatabase database = new ContractDatabase();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final Address at = new Address("articles", "sampled");
    private RedisClient redis;
    private DocumentStore store;
    private DocumentCache cache;

    @BeforeEach
    void aDocumentThatIsCached() {
        var mongodb = new Settings.Mongodb(
                new Secret(ContractDatabase.uri()),
                database.name(),
                4,
                Duration.ofMillis(1500),
                Duration.ofMillis(500),
                Duration.ofMillis(500));
        redis = ContractRedis.client();
        redis.flushDB();
        store = new DocumentStore(mongodb, ContractStore.CATALOGUE, Clock.systemUTC(), metrics);
        cache = new DocumentCache(
                ContractRedis.settings(), WRITE, mongodb, store.leases(), ContractStore.CATALOGUE, metrics);
        Await.until("the cache is trusted", Duration.ofSeconds(15), this::fills);
    }

    private boolean fills() {
        if (cache.ask(at) instanceof Asked.Unknown unknown) {
            unknown.fill().absent(HOUR);
        }
        return cache.revision(at).isPresent();
    }

    @AfterEach
    void close() {
        cache.close();
        store.close();
        redis.close();
        database.close();
    }

    @Test
    void whatTheCacheHasIsComparedAndWhatContradictsMongoDbIsCounted() {
        try (var _ = new CacheSampler(store, cache, OFTEN, metrics)) {
            Await.until("a comparison", Duration.ofSeconds(10), () -> found("same") > 0);
            assertThat(found("contradiction")).isZero();

            redis.hset("entry:" + at, "rev", "7");

            Await.until("the contradiction is seen", Duration.ofSeconds(10), () -> found("contradiction") > 0);
        }
    }

    private double found(String what) {
        try {
            var text = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.create().write(text, metrics.scrape());
            return text.toString(UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("percore_cache_samples_total{found=\"" + what + "\"}"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
