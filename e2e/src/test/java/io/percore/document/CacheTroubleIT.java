package io.percore.document;

import static io.percore.document.ContractCaches.HOUR;
import static io.percore.document.ContractCaches.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.percore.Settings;
import io.percore.bundle.Await;
import io.percore.refusal.StateRefusal.WorkerCutOff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A cache whose workers or whose Redis hang, are lost or do not reach each other. */
@Order(3)
final class CacheTroubleIT {

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
    void trustLapsesWhenNoWorkerRenewsIt() {
        var cache = caches.openTrusted();
        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);

        cache.close();

        Await.until(
                "trust has lapsed",
                Duration.ofSeconds(5),
                () -> caches.edgeReads().getFirst().equals("DISTRUST"));
    }

    @Test
    void whileRedisHangsReadsWaitForNothingAndWritesForALease() {
        var cache = caches.openTrusted();
        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);
        pauseRedis(Duration.ofSeconds(4));

        var began = Instant.now();
        caches.right(cache).publish(new Revision(4), json("{}"), HOUR);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(500));
        caches.begin(cache).committed(new Revision(5), json("{}"), HOUR);
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(1_700));

        began = Instant.now();
        for (var call = 0; call < 100; call++) {
            caches.right(cache).publish(new Revision(5), json("{}"), HOUR);
            caches.begin(cache).committed(new Revision(6 + call), json("{}"), HOUR);
        }
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(500));
        assertThat(cache.state()).startsWith("direct: ");
    }

    @Test
    void afterDirectWritesTheCacheIsEmptiedBeforeItIsTrusted() {
        var cache = caches.openTrusted();
        caches.begin(cache).committed(new Revision(4), json("{\"old\":true}"), HOUR);
        pauseRedis(Duration.ofSeconds(2));

        caches.begin(cache).committed(new Revision(5), json("{\"new\":true}"), HOUR);
        assertThat(cache.state()).startsWith("direct: ");

        Await.until(
                "trusted again",
                Duration.ofSeconds(20),
                () -> caches.edgeReads().getFirst().equals("MISS"));
        assertThat(cache.state()).isEqualTo("cached");
    }

    @Test
    void whoAloneDoesNotReachRedisLeavesWritesToOthers() {
        var cache = caches.openTrusted();
        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);
        var on = ContractRedis.settings();
        var alone = caches.open(
                new Settings.Redis(true, on.host(), 1, on.password(), on.poolSize(), on.timeout(), on.sampleEvery()));

        assertThatThrownBy(() -> caches.begin(alone)).isInstanceOf(WorkerCutOff.class);

        assertThat(alone.obstacle()).isPresent();
        assertThat(caches.edgeReads().getFirst()).isEqualTo("HIT");
        cache.close();
        Await.until(
                "who is left writes directly",
                Duration.ofSeconds(10),
                () -> alone.state().startsWith("direct: "));
        caches.begin(alone).committed(new Revision(5), json("{}"), HOUR);
        assertThat(caches.edgeReads().getFirst()).isEqualTo("DISTRUST");
    }

    @Test
    void allFollowIntoTheNewGeneration() {
        var cache = caches.openTrusted();
        var sibling = caches.open();
        caches.redis().flushDB();

        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);
        caches.begin(sibling).committed(new Revision(5), json("{}"), HOUR);

        Await.until(
                "trusted again",
                Duration.ofSeconds(15),
                () -> caches.edgeReads().equals(List.of("MISS")));
        assertThat(List.of(cache.state(), sibling.state())).containsOnly("cached");
    }

    @Test
    void aRedisThatCameBackEmptyIsUsedAgain() {
        var cache = caches.openTrusted();
        caches.begin(cache).committed(new Revision(4), json("{}"), HOUR);

        shutDownRedis();

        caches.awaitTrust();
        caches.right(cache).publish(new Revision(4), json("{}"), HOUR);
        assertThat(caches.edgeReads().getFirst()).isEqualTo("HIT");
    }

    @Test
    void aLeaseThatWentBackAsMongodbWasRestoredBeginsTheCacheAnew() {
        var cache = caches.openTrusted();
        var leases = new LeaseStore(database.mongodb());
        var backup = leases.read();
        Await.until(
                "the lease is renewed",
                Duration.ofSeconds(10),
                () -> leases.read().seq() > backup.seq() + 5);
        caches.begin(cache).committed(new Revision(4), json("{\"after the backup\":true}"), HOUR);

        database.mongodb()
                .getCollection(LeaseStore.COLLECTION)
                .updateOne(Filters.empty(), Updates.set("seq", backup.seq()));

        Await.until(
                "nobody reads what came after the backup",
                Duration.ofSeconds(20),
                () -> caches.edgeReads().equals(List.of("MISS")));
        assertThat(leases.read().generation()).isGreaterThan(backup.generation());
    }

    private void pauseRedis(Duration duration) {
        var pause = new CommandArguments(Command.CLIENT).add("PAUSE").add(duration.toMillis());
        caches.redis().executeCommand(pause);
    }

    private void shutDownRedis() {
        try {
            caches.redis().executeCommand(new CommandArguments(Command.SHUTDOWN).add("NOSAVE"));
        } catch (JedisConnectionException expected) {
            // It closes the connection instead of answering.
        }
    }
}
