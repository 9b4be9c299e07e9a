package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.percore.Secret;
import io.percore.Settings;
import io.percore.bundle.Await;
import io.percore.catalogue.Catalogue;
import io.percore.refusal.StateRefusal.WorkerCutOff;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
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
    private static final Settings.Write WRITE = new Settings.Write(Duration.ofSeconds(2));
    private static final Settings.Mongodb MONGODB = new Settings.Mongodb(
            new Secret(""), "", 1, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100));
    private static final String DATABASE = "percore-contract-" + UUID.randomUUID();

    private static MongoClient mongodb;

    private final List<DocumentCache> caches = new ArrayList<>();
    private final Address at = new Address("users", UUID.randomUUID().toString());
    private RedisClient redis;

    @BeforeAll
    static void connect() {
        mongodb = MongoClients.create(System.getProperty("percore.test.mongodb"));
    }

    @AfterAll
    static void dropDatabase() {
        mongodb.getDatabase(DATABASE).drop();
        mongodb.close();
    }

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

        right(cache).publish(new Revision(3), json("{\"a\":1}"), HOUR);

        assertThat(edgeReads()).isEqualTo(List.of("HIT", "3", "{\"a\":1}"));
    }

    @Test
    void whatAWriterCommittedIsReadByTheEdge() {
        var cache = trustedCache();

        cache.begin(at, soon()).committed(new Revision(4), json("{\"a\":2}"), HOUR);

        assertThat(edgeReads()).isEqualTo(List.of("HIT", "4", "{\"a\":2}"));
    }

    @Test
    void thatADocumentIsGoneIsReadByTheEdge() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        cache.begin(at, soon()).removed(HOUR);

        assertThat(edgeReads().getFirst()).isEqualTo("ABSENT");
        cache.begin(at, soon()).committed(new Revision(6), json("{}"), HOUR);
        assertThat(edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void thatADocumentIsNotThereIsReadByTheEdge() {
        var cache = trustedCache();

        right(cache).absent(HOUR);

        assertThat(edgeReads().getFirst()).isEqualTo("ABSENT");
    }

    @Test
    void aWriteOfUnknownOutcomeIsDoubtedUntilItCanNoLongerCommit() {
        var cache = trustedCache();
        cache.begin(at, soon());

        right(cache).publish(new Revision(3), json("{\"old\":true}"), HOUR);
        assertThat(edgeReads()).isEqualTo(List.of("DOUBT"));

        Await.until("the intent has run out", Duration.ofSeconds(10), () -> {
            right(cache).publish(new Revision(4), json("{}"), HOUR);
            return edgeReads().getFirst().equals("HIT");
        });
    }

    @Test
    void aSiblingJoinsWithoutEmptyingTheCache() {
        trustedCache().begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        var sibling = cache();

        assertThat(sibling.state()).isEqualTo("cached");
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
    void whileRedisHangsReadsWaitForNothingAndWritesForALease() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);
        pauseRedis(Duration.ofSeconds(4));

        var began = Instant.now();
        right(cache).publish(new Revision(4), json("{}"), HOUR);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(500));
        cache.begin(at, soon()).committed(new Revision(5), json("{}"), HOUR);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(1_700));

        began = Instant.now();
        for (var call = 0; call < 100; call++) {
            right(cache).publish(new Revision(5), json("{}"), HOUR);
            cache.begin(at, soon()).committed(new Revision(6 + call), json("{}"), HOUR);
        }
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(500));
        assertThat(cache.state()).startsWith("direct: ");
    }

    @Test
    void afterDirectWritesTheCacheIsEmptiedBeforeItIsTrusted() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{\"old\":true}"), HOUR);
        pauseRedis(Duration.ofSeconds(2));

        cache.begin(at, soon()).committed(new Revision(5), json("{\"new\":true}"), HOUR);
        assertThat(cache.state()).startsWith("direct: ");

        Await.until(
                "trusted again",
                Duration.ofSeconds(20),
                () -> edgeReads().getFirst().equals("MISS"));
        assertThat(cache.state()).isEqualTo("cached");
    }

    @Test
    void whoAloneDoesNotReachRedisLeavesWritesToOthers() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);
        var on = ContractRedis.settings();
        var alone = opened(over(
                new Settings.Redis(true, on.host(), 1, on.password(), on.poolSize(), on.timeout(), on.sampleEvery())));

        assertThatThrownBy(() -> alone.begin(at, soon())).isInstanceOf(WorkerCutOff.class);

        assertThat(alone.obstacle()).isPresent();
        assertThat(edgeReads().getFirst()).isEqualTo("HIT");
        cache.close();
        Await.until(
                "who is left writes directly",
                Duration.ofSeconds(10),
                () -> alone.state().startsWith("direct: "));
        alone.begin(at, soon()).committed(new Revision(5), json("{}"), HOUR);
        assertThat(edgeReads().getFirst()).isEqualTo("DISTRUST");
    }

    @Test
    void allFollowIntoTheNewGeneration() {
        var cache = trustedCache();
        var sibling = cache();
        redis.flushDB();

        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);
        sibling.begin(at, soon()).committed(new Revision(5), json("{}"), HOUR);

        Await.until("trusted again", Duration.ofSeconds(15), () -> edgeReads().equals(List.of("MISS")));
        assertThat(List.of(cache.state(), sibling.state())).containsOnly("cached");
    }

    @Test
    void aRedisThatCameBackEmptyIsUsedAgain() {
        var cache = trustedCache();
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        shutDownRedis();

        awaitTrust();
        right(cache).publish(new Revision(4), json("{}"), HOUR);
        assertThat(edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void aCacheThatIsSwitchedOffDoesNothing() {
        var on = ContractRedis.settings();
        var off = new Settings.Redis(
                false, on.host(), on.port(), on.password(), on.poolSize(), on.timeout(), on.sampleEvery());
        var cache = opened(over(off));

        right(cache).publish(new Revision(3), json("{}"), HOUR);
        cache.begin(at, soon()).committed(new Revision(4), json("{}"), HOUR);

        assertThat(cache.state()).isEqualTo("direct: redis.enabled is false");
        assertThat(redis.dbSize()).isZero();
    }

    @Test
    void whatAnotherReaderFillsMeanwhileIsNotReadFromMongodbOnceMore() throws Exception {
        var cache = trustedCache();
        var fill = right(cache);

        var later = CompletableFuture.supplyAsync(() -> cache.ask(at));
        fill.publish(new Revision(3), json("{}"), HOUR);

        assertThat(later.get(5, TimeUnit.SECONDS)).isInstanceOf(Asked.Hit.class);
    }

    @Test
    void aReaderThatDiesKeepsOthersForAMomentOnly() {
        var cache = trustedCache();
        right(cache);

        assertThat(cache.ask(at)).isInstanceOf(Asked.Unknown.class);
    }

    private Fill right(DocumentCache cache) {
        return cache.ask(at) instanceof Asked.Unknown unknown ? unknown.fill() : Fill.none();
    }

    private DocumentCache trustedCache() {
        var cache = cache();
        awaitTrust();
        return cache;
    }

    private DocumentCache cache() {
        return opened(over(ContractRedis.settings()));
    }

    private static DocumentCache over(Settings.Redis redis) {
        var leases = new LeaseStore(mongodb.getDatabase(DATABASE));
        return new DocumentCache(redis, WRITE, MONGODB, leases, new Catalogue(Map.of()), new PrometheusRegistry());
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

    private static Deadline soon() {
        return new Deadline(Instant.now(), WRITE.deadline(), System::nanoTime);
    }

    private static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }
}
