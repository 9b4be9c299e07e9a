package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoDatabase;
import io.percore.Secret;
import io.percore.Settings;
import io.percore.bundle.Await;
import io.percore.catalogue.Catalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redis.clients.jedis.RedisClient;

/** Caches as workers open them, over a Redis that no worker uses, and the document that they are asked for. */
final class ContractCaches implements AutoCloseable {

    static final Duration HOUR = Duration.ofHours(1);
    private static final Settings.Write WRITE = new Settings.Write(Duration.ofSeconds(2));
    private static final Settings.Mongodb MONGODB = new Settings.Mongodb(
            new Secret(""), "", 1, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));

    private final List<DocumentCache> opened = new ArrayList<>();
    private final Address at = new Address("users", UUID.randomUUID().toString());
    private final RedisClient redis = ContractRedis.client();
    private final MongoDatabase leases;

    ContractCaches(MongoDatabase leases) {
        this.leases = leases;
    }

    Address at() {
        return at;
    }

    /** For looking behind the caches' back. */
    RedisClient redis() {
        return redis;
    }

    DocumentCache openTrusted() {
        var cache = open();
        awaitTrust();
        return cache;
    }

    DocumentCache open() {
        return open(ContractRedis.settings());
    }

    DocumentCache open(Settings.Redis settings) {
        var cache = new DocumentCache(
                settings, WRITE, MONGODB, new LeaseStore(leases), new Catalogue(Map.of()), new PrometheusRegistry());
        opened.add(cache);
        return cache;
    }

    void awaitTrust() {
        Await.until(
                "the cache is trusted",
                Duration.ofSeconds(15),
                () -> !edgeReads().getFirst().equals("DISTRUST"));
    }

    List<?> edgeReads() {
        return (List<?>) redis.fcallReadonly("percore_read", List.of(at.toString()), List.of());
    }

    /** The right to fill, if the cache grants it. */
    Fill right(DocumentCache cache) {
        return cache.ask(at) instanceof Asked.Unknown unknown ? unknown.fill() : Fill.none();
    }

    /** Announces a write. */
    Intent begin(DocumentCache cache) {
        return cache.begin(at, new Deadline(Instant.now(), WRITE.deadline(), System::nanoTime));
    }

    static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() {
        opened.forEach(DocumentCache::close);
        redis.close();
    }
}
