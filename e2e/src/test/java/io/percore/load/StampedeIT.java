package io.percore.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Ask;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Crowd;
import io.percore.bundle.Progress;
import io.percore.bundle.Redis;
import io.percore.bundle.Tally;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A cache that is cold does not send its readers to MongoDB, and one that is flooded keeps what is read. */
@Order(33)
final class StampedeIT {

    private static final int CLIENTS = 1000;
    private static final int MANY_CLIENTS = 4000;
    private static final int DOCUMENTS = 100;
    private static final Duration FLOOD = Duration.ofSeconds(5L * Integer.getInteger("percore.rounds", 1));
    private static final int FLOOD_A_SECOND = 1000;
    // One request in so many is for a document that is there.
    private static final int REAL = 5;
    private static final Duration SETTLING = Duration.ofSeconds(3);
    /** In bytes; what the flood leaves within two seconds. */
    private static final long ROOM = 400_000;

    // The lease, the quarantine of a new generation, and some seconds more.
    private static final Duration COMING_BACK = Duration.ofSeconds(12);

    private final Bundle bundle;
    private final Redis redis;

    StampedeIT(Bundle bundle) {
        this.bundle = bundle;
        this.redis = new Redis(bundle.app());
    }

    @Test
    void aThousandReadersOfOneColdDocumentCostEachWorkerOneReadOfMongodbAtMost() {
        var ids = created(1);

        try (var crowd = Crowd.of(bundle, CLIENTS)) {
            redis.forget(ids);
            var before = reads();
            var tally = crowd.askAtOnce(client -> Ask.read(ids.getFirst()));

            assertAllRead(tally);
            var reads = since(before);
            Progress.say("a stampede on one cold key: " + tally + "; reads of MongoDB " + reads);
            assertThat(reads.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(1));
        }
    }

    @Test
    void aColdStartIsNoHerdForMongodb() {
        var ids = created(DOCUMENTS);

        try (var crowd = Crowd.of(bundle, CLIENTS)) {
            redis.forget(ids);
            var before = reads();
            var tally = crowd.askAtOnce(client -> Ask.read(ids.get(client % DOCUMENTS)));

            assertAllRead(tally);
            var reads = since(before);
            Progress.say("a cold start: " + tally + "; reads of MongoDB " + reads);
            assertThat(reads.values().stream().mapToDouble(count -> count).sum())
                    .isLessThan(CLIENTS / 2.0);
        }
    }

    @Test
    void theEdgeAnswersThousandsOfReadersOfCachedDocumentsAtOnce() {
        var ids = created(DOCUMENTS);

        try (var crowd = Crowd.of(bundle, MANY_CLIENTS)) {
            var tally = crowd.askAtOnce(client -> Ask.read(ids.get(client % DOCUMENTS)));

            Progress.say("thousands at once, of what is cached: " + tally);
            assertThat(tally.kinds()).as(tally.toString()).isEqualTo(Map.of("200", MANY_CLIENTS));
            assertThat(tally.edgeHits()).isGreaterThan(MANY_CLIENTS * 9 / 10);
        }
    }

    @Test
    void whenRedisCameBackEmptyMongodbIsAskedOnceForEachDocumentByEachWorkerAtMostFromThenOn() {
        var ids = created(DOCUMENTS);
        try (var crowd = Crowd.of(bundle, CLIENTS)) {
            var reading = CompletableFuture.supplyAsync(
                    () -> crowd.askAtRate(300, COMING_BACK, number -> Ask.read(ids.get(number % DOCUMENTS))));
            var healthy = reads();
            bundle.app().must("systemctl restart redis-server");
            Await.until("Redis is trusted again", COMING_BACK, () -> redis.isTrusted());
            var trusted = reads();
            var tally = reading.join();

            Progress.say("Redis restarted: %s; reads of MongoDB %s until it was trusted again, then %s"
                    .formatted(tally, difference(healthy, trusted), since(trusted)));
            assertThat(tally.kinds().keySet()).as(tally.toString()).containsExactly("200");
            assertThat(since(trusted).values())
                    .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(DOCUMENTS));
        }
    }

    @Test
    void aFloodOfUnknownIdsStaysWithinRedisMemoryAndWhatIsReadStays() {
        var ids = created(DOCUMENTS);
        var evicted = redis.number("evicted_keys");
        var memory = redis.setting("maxmemory");
        // So few that each waits for its answer rather than being refused.
        try (var crowd = Crowd.of(bundle, 32)) {
            // Until Redis is done with what other tests left.
            crowd.askAtRate(FLOOD_A_SECOND, SETTLING, number -> realOrNot(ids, number));
            var limit = redis.number("used_memory") + ROOM;
            redis.set("maxmemory", String.valueOf(limit));
            var tally = crowd.askAtRate(FLOOD_A_SECOND, FLOOD, number -> realOrNot(ids, number));

            Progress.say("a negative flood: %s; %d of %d bytes of Redis, %d keys evicted"
                    .formatted(tally, redis.number("used_memory"), limit, redis.number("evicted_keys") - evicted));
            assertAllAnsweredAndWhatIsThereByTheEdge(tally);
            assertThat(redis.number("evicted_keys")).isGreaterThan(evicted);
            assertThat(redis.number("used_memory")).isLessThan(limit + ROOM);
        } finally {
            redis.set("maxmemory", memory);
        }
    }

    private static Ask realOrNot(List<String> ids, int number) {
        return number % REAL == 0
                ? Ask.read(ids.get(number / REAL % DOCUMENTS))
                : Ask.read(UUID.randomUUID().toString());
    }

    private static void assertAllRead(Tally tally) {
        assertThat(tally.kinds()).as(tally.toString()).isEqualTo(Map.of("200", CLIENTS));
    }

    private static void assertAllAnsweredAndWhatIsThereByTheEdge(Tally tally) {
        assertThat(tally.kinds().keySet())
                .as(tally.toString())
                .containsExactlyInAnyOrder("200", "404 document-not-found");
        assertThat(tally.edgeHits()).isGreaterThan(tally.kinds().get("200") * 9 / 10);
    }

    private List<String> created(int documents) {
        var ids = IntStream.range(0, documents)
                .mapToObj(number -> bundle.api()
                        .create("products", Writers.product("stampede", number))
                        .id())
                .toList();
        bundle.awaitCached(ids.getLast());
        return ids;
    }

    private Map<Integer, Double> reads() {
        return bundle.workers().stream().collect(Collectors.toMap(port -> port, this::reads));
    }

    /** Without the sampler's, which reads when it likes. */
    private double reads(int port) {
        return bundle.counter(port, "percore_store_calls_total", "kind=\"read\"")
                - bundle.counter(port, "percore_cache_samples_total", "");
    }

    private Map<Integer, Double> since(Map<Integer, Double> before) {
        return difference(before, reads());
    }

    private static Map<Integer, Double> difference(Map<Integer, Double> before, Map<Integer, Double> after) {
        return after.entrySet().stream()
                .collect(
                        Collectors.toMap(Map.Entry::getKey, worker -> worker.getValue() - before.get(worker.getKey())));
    }
}
