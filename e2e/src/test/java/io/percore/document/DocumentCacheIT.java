package io.percore.document;

import static io.percore.document.ContractCaches.HOUR;
import static io.percore.document.ContractCaches.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.Settings;
import io.percore.bundle.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What readers and writers bring into a cache that is well, and what the edge reads of it. */
@Order(3)
final class DocumentCacheIT {

    private static ContractDatabase database;

    private ContractCaches caches;

    @BeforeAll
    static void connect() {
        database = new ContractDatabase();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @BeforeEach
    void anEmptyRedis() {
        caches = new ContractCaches(database.mongodb());
        caches.redis().flushDB();
    }

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void whatAReaderFoundIsReadByTheEdge() {
        var cache = caches.openTrusted();

        caches.right(cache).publish(new Revision(3), json("{\"a\":1}"), HOUR);

        assertThat(caches.edgeReads()).isEqualTo(List.of("HIT", "3", "{\"a\":1}"));
    }

    @Test
    void whatAWriterCommittedIsReadByTheEdge() {
        var cache = caches.openTrusted();

        caches.begin(cache).committed(new Revision(4), json("{\"a\":2}"), HOUR);

        assertThat(caches.edgeReads()).isEqualTo(List.of("HIT", "4", "{\"a\":2}"));
    }

    @Test
    void thatADocumentIsGoneIsReadByTheEdge() {
        var cache = caches.openTrusted();
        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);

        caches.begin(cache).removed(HOUR);

        assertThat(caches.edgeReads().getFirst()).isEqualTo("ABSENT");
        caches.begin(cache).committed(new Revision(6), json("{}"), HOUR);
        assertThat(caches.edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void thatADocumentIsNotThereIsReadByTheEdge() {
        var cache = caches.openTrusted();

        caches.right(cache).absent(HOUR);

        assertThat(caches.edgeReads().getFirst()).isEqualTo("ABSENT");
    }

    @Test
    void aWriteOfUnknownOutcomeIsDoubtedUntilItIsFenced() {
        var cache = caches.openTrusted();
        caches.begin(cache);

        caches.right(cache).publish(new Revision(3), json("{\"old\":true}"), HOUR);
        assertThat(caches.edgeReads()).isEqualTo(List.of("DOUBT"));

        Await.until(
                "the intent has expired",
                Duration.ofSeconds(10),
                () -> cache.ask(caches.at()) instanceof Asked.Expired);
        caches.right(cache).publish(new Revision(3), json("{\"old\":true}"), HOUR);
        assertThat(caches.edgeReads()).isEqualTo(List.of("DOUBT"));

        cache.fence(caches.at()).orElseThrow().fenced();

        caches.right(cache).publish(new Revision(4), json("{}"), HOUR);
        assertThat(caches.edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void aSiblingJoinsWithoutEmptyingTheCache() {
        caches.begin(caches.openTrusted()).committed(new Revision(4), json("{}"), HOUR);

        var sibling = caches.open();

        assertThat(sibling.state()).isEqualTo("cached");
        assertThat(caches.edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void aCacheThatIsSwitchedOffDoesNothing() {
        var on = ContractRedis.settings();
        var off = new Settings.Redis(
                false, on.host(), on.port(), on.password(), on.poolSize(), on.timeout(), on.sampleEvery());
        var cache = caches.open(off);

        caches.right(cache).publish(new Revision(3), json("{}"), HOUR);
        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);

        assertThat(cache.state()).isEqualTo("direct: redis.enabled is false");
        assertThat(caches.redis().dbSize()).isZero();
    }

    @Test
    void whatAnotherReaderFillsMeanwhileIsNotReadFromMongodbOnceMore() throws Exception {
        var cache = caches.openTrusted();
        var fill = caches.right(cache);

        var later = CompletableFuture.supplyAsync(() -> cache.ask(caches.at()));
        fill.publish(new Revision(3), json("{}"), HOUR);

        assertThat(later.get(5, TimeUnit.SECONDS)).isInstanceOf(Asked.Hit.class);
    }

    @Test
    void aReaderThatDiesKeepsOthersForAMomentOnly() {
        var cache = caches.openTrusted();
        caches.right(cache);

        assertThat(cache.ask(caches.at())).isInstanceOf(Asked.Unknown.class);
    }
}
