package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.Secret;
import io.percore.Settings;
import io.percore.bundle.Await;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

@Order(3)
final class DocumentCacheIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Settings.Write WRITE = new Settings.Write(Duration.ofMillis(200));
    private static final Settings.Mongodb MONGODB = new Settings.Mongodb(
            new Secret(""), "", 1, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));

    private final List<DocumentCache> caches = new ArrayList<>();
    private final Address at = new Address("users", UUID.randomUUID().toString());
    private RedisClient redis;

    @BeforeEach
    void anEmptyRedis() {
        redis = ContractRedis.client();
        redis.flushDB();
    }

    @AfterEach
    void close() {
        caches.forEach(DocumentCache::close);
        redis.close();
    }

    @Test
    void whatAReaderFoundIsReadByTheEdge() {
        var cache = trustedCache();

        cache.miss(at).publish(new Revision(3), json("{\"a\":1}"), HOUR);

        assertThat(edgeReads()).isEqualTo(List.of("HIT", "3", "{\"a\":1}"));
    }

    @Test
    void whatAWriterCommittedIsReadByTheEdge() {
        var cache = trustedCache();

        cache.begin(at, soon()).committed(new Revision(4), json("{\"a\":2}"), HOUR);

        assertThat(edgeReads()).isEqualTo(List.of("HIT", "4", "{\"a\":2}"));
    }

    @Test
    void aDeletedDocumentIsReadByNobody() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        cache.begin(at, soon()).removed(new Revision(5));

        assertThat(edgeReads()).isEqualTo(List.of("MISS"));
    }

    @Test
    void aWriteOfUnknownOutcomeIsDoubtedUntilItCanNoLongerCommit() {
        var cache = trustedCache();
        cache.begin(at, soon());

        cache.miss(at).publish(new Revision(3), json("{\"old\":true}"), HOUR);
        assertThat(edgeReads()).isEqualTo(List.of("DOUBT"));

        Await.until("the intent has run out", Duration.ofSeconds(10), () -> {
            cache.miss(at).publish(new Revision(4), json("{}"), HOUR);
            return edgeReads().getFirst().equals("HIT");
        });
    }

    @Test
    void aSiblingJoinsWithoutEmptyingTheCache() {
        trustedCache().begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        var sibling = cache();

        assertThat(sibling.state()).isEqualTo("attached");
        assertThat(edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void trustLapsesWhenNoWorkerRenewsIt() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        cache.close();

        Await.until(
                "trust has lapsed",
                Duration.ofSeconds(5),
                () -> edgeReads().getFirst().equals("DISTRUST"));
    }

    @Test
    void aRedisThatHangsCostsReadersAndWritersLittle() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);
        pauseRedis(Duration.ofSeconds(3));

        var began = Instant.now();
        cache.miss(at).publish(new Revision(4), json("{}"), HOUR);
        cache.begin(at, soon()).committed(new Revision(5), json("{}"), HOUR);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(1));

        began = Instant.now();
        for (var call = 0; call < 100; call++) {
            cache.miss(at).publish(new Revision(5), json("{}"), HOUR);
            cache.begin(at, soon()).committed(new Revision(6 + call), json("{}"), HOUR);
        }
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(1));
        assertThat(cache.state()).startsWith("detached: ");
    }

    @Test
    void afterAnUnannouncedWriteTheCacheIsEmptiedBeforeItIsTrusted() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{\"old\":true}"), HOUR);
        pauseRedis(Duration.ofSeconds(1));

        cache.begin(at, soon()).committed(new Revision(5), json("{\"new\":true}"), HOUR);

        Await.until(
                "trusted again",
                Duration.ofSeconds(15),
                () -> edgeReads().getFirst().equals("MISS"));
        assertThat(cache.state()).isEqualTo("attached");
    }

    @Test
    void aSiblingFollowsIntoTheNewGeneration() {
        var cache = trustedCache();
        var sibling = cache();
        redis.fcall("percore_init", List.of(), List.of(String.valueOf(System.currentTimeMillis() + 60_000), "0"));

        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);
        sibling.begin(at, soon()).committed(new Revision(5), json("{}"), HOUR);

        Await.until("trusted again", Duration.ofSeconds(15), () -> edgeReads().equals(List.of("HIT", "5", "{}")));
        assertThat(List.of(cache.state(), sibling.state())).containsOnly("attached");
    }

    @Test
    void aRedisThatCameBackEmptyIsUsedAgain() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        shutDownRedis();

        awaitTrust();
        cache.miss(at).publish(new Revision(4), json("{}"), HOUR);
        assertThat(edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void aCacheThatIsSwitchedOffDoesNothing() {
        var on = ContractRedis.settings();
        var off = new Settings.Redis(false, on.host(), on.port(), on.password(), on.poolSize(), on.timeout());
        var cache = opened(new DocumentCache(off, WRITE, MONGODB, new PrometheusRegistry()));

        cache.miss(at).publish(new Revision(3), json("{}"), HOUR);
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        assertThat(cache.state()).isEqualTo("detached: redis.enabled is false");
        assertThat(redis.dbSize()).isZero();
    }

    private DocumentCache trustedCache() {
        var cache = cache();
        awaitTrust();
        return cache;
    }

    private DocumentCache cache() {
        return opened(new DocumentCache(ContractRedis.settings(), WRITE, MONGODB, new PrometheusRegistry()));
    }

    private DocumentCache opened(DocumentCache cache) {
        caches.add(cache);
        return cache;
    }

    private void awaitTrust() {
        Await.until(
                "the cache is trusted",
                Duration.ofSeconds(15),
                () -> !edgeReads().getFirst().equals("DISTRUST"));
    }

    private List<?> edgeReads() {
        return (List<?>) redis.fcallReadonly("percore_read", List.of(at.toString()), List.of());
    }

    private void pauseRedis(Duration duration) {
        redis.executeCommand(new CommandArguments(Command.CLIENT).add("PAUSE").add(duration.toMillis()));
    }

    private void shutDownRedis() {
        try {
            redis.executeCommand(new CommandArguments(Command.SHUTDOWN).add("NOSAVE"));
        } catch (JedisConnectionException expected) {
            // It closes the connection instead of answering.
        }
    }

    private static Instant soon() {
        return Instant.now().plus(WRITE.deadline());
    }

    private static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }
}
