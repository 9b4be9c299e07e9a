package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Redis;
import io.percore.bundle.RedisWay;
import io.percore.bundle.Witnesses;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Whoever reaches Redis or does not: no answer is older than one that came before it was asked for, and none is a refusal. */
@Order(31)
final class RedisPartitionIT {

    private static final int DOCUMENTS = 3;
    private static final int AFTER = 150;
    // The regime lease and its margin, with room for a busy machine.
    private static final Duration LONGEST_WRITE = Duration.ofMillis(2_500);
    // A flip, the quarantine of a new generation, and room.
    private static final Duration CACHED_AGAIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static List<RedisWay> ways;

    private final Bundle bundle;
    private Witnesses witnesses;
    private String generation;

    RedisPartitionIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @BeforeAll
    static void aWayForEachWorker(Bundle bundle) {
        ways = bundle.workers().stream()
                .map(port -> RedisWay.of(bundle.app(), port))
                .toList();
        bundle.kill(bundle.workers());
    }

    @AfterAll
    static void asShipped(Bundle bundle) {
        ways.forEach(RedisWay::close);
        bundle.kill(bundle.workers());
    }

    @BeforeEach
    void cachedReadsAndWrites() {
        awaitCached();
        witnesses = Witnesses.start(bundle, DOCUMENTS);
        generation = generation();
    }

    @AfterEach
    void mend() {
        witnesses.close();
        ways.forEach(RedisWay::free);
        ways.forEach(RedisWay::mend);
        bundle.app().must("systemctl kill --signal=CONT redis-server");
        bundle.workers().forEach(bundle::awaitReady);
    }

    @Test
    void aWorkerThatAloneDoesNotReachRedisIsNotReadyAndItsSiblingsWrite() {
        var way = ways.getFirst();

        way.cut();
        awaitCutOff(way.worker());
        var hits = witnesses.hits();
        witnesses.awaitMore(AFTER);
        assertThat(witnesses.hits()).isGreaterThan(hits);

        way.mend();
        bundle.awaitReady(way.worker());
        assertNothingWrong();
    }

    @Test
    void aWorkerWhoseCommandsArriveLateHarmsNobody() {
        var way = ways.getFirst();

        way.block();
        awaitCutOff(way.worker());
        witnesses.awaitMore(AFTER);

        way.free();
        bundle.awaitReady(way.worker());
        assertNothingWrong();
    }

    @Test
    void aRedisThatOnlyTheEdgeReachesIsNotBelieved() {
        ways.forEach(RedisWay::cut);
        awaitDirect();
        witnesses.awaitMore(AFTER);

        ways.forEach(RedisWay::mend);
        awaitNextGeneration();
        assertNothingWrong();
    }

    @Test
    void aRedisThatStoodStillIsBegunAnew() {
        bundle.app().must("systemctl kill --signal=STOP redis-server");
        bundle.app().must("sleep " + PAUSE.toSeconds());
        bundle.app().must("systemctl kill --signal=CONT redis-server");

        awaitNextGeneration();
        assertNothingWrong();
    }

    @Test
    void aRedisThatComesBackEmptyIsBegunAnew() {
        bundle.app().must("systemctl kill --signal=KILL redis-server");

        awaitNextGeneration();
        assertNothingWrong();
    }

    private void assertNothingWrong() {
        witnesses.awaitMore(AFTER);
        witnesses.stop();
        assertThat(witnesses.contradictions()).isEmpty();
        assertThat(witnesses.refusals()).isEmpty();
        assertThat(witnesses.slowestWrite()).isLessThan(LONGEST_WRITE);
    }

    private void awaitCutOff(int worker) {
        Await.until(
                "worker " + worker + " says that it is cut off",
                Duration.ofSeconds(10),
                () -> bundle.admin(worker).get("/ready"),
                answer -> answer.status() == 503 && answer.text().contains("cut off"));
    }

    private void awaitDirect() {
        bundle.workers()
                .forEach(worker -> Await.until(
                        "worker " + worker + " writes directly",
                        Duration.ofSeconds(10),
                        () -> bundle.admin(worker).get("/ready").text(),
                        ready -> ready.contains("direct: ")));
    }

    private void awaitNextGeneration() {
        Await.until(
                "a new generation has begun",
                CACHED_AGAIN,
                this::generation,
                present -> !present.isEmpty() && !present.equals(generation));
        awaitCached();
    }

    private String generation() {
        return new Redis(bundle.app()).generation();
    }

    private void awaitCached() {
        var id =
                bundle.api().create("products", Writers.product("partition", 1)).id();
        bundle.awaitCached(id);
    }
}
