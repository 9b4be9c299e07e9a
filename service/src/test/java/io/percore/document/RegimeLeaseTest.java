package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Time is a number here, of milliseconds since the test began; Redis is the generation that is reached, or nothing. */
final class RegimeLeaseTest {
    private static final OptionalLong NO_REDIS = OptionalLong.empty();
    private static final OptionalLong EMPTY_REDIS = OptionalLong.of(0);
    private static final OptionalLong REDIS = OptionalLong.of(7);
    private static final Lease CACHED = new Lease(Regime.CACHED, 7, 100);
    private static final Lease DIRECT = new Lease(Regime.DIRECT, 7, 200);

    private final RegimeLease lease = new RegimeLease();

    @Test
    void whoKnowsNothingWaits() {
        assertThat(lease.standing(REDIS, at(0))).isEqualTo(new Standing.Waiting());
        assertThat(lease.successor(REDIS, at(9_000))).isEmpty();
    }

    @Test
    void whoReachesARedisOfTheLeasesGenerationAnnounces() {
        lease.saw(CACHED, at(0));

        assertThat(lease.standing(REDIS, at(1))).isEqualTo(new Standing.Announcing(7));
        assertThat(lease.successor(REDIS, at(9_000))).isEmpty();
    }

    @Test
    void whoReachesAnotherRedisWaits() {
        lease.saw(CACHED, at(0));

        assertThat(lease.standing(EMPTY_REDIS, at(1))).isEqualTo(new Standing.Waiting());
        assertThat(lease.standing(OptionalLong.of(8), at(1))).isEqualTo(new Standing.Waiting());
    }

    @Test
    void withoutRedisCachedBecomesDirectWhenNobodyRenewedItForALease() {
        lease.saw(CACHED, at(0));

        assertThat(lease.successor(NO_REDIS, at(549))).isEmpty();
        assertThat(lease.successor(NO_REDIS, at(550))).contains(new Lease(Regime.DIRECT, 7, 101));
    }

    @Test
    void aLeaseIsCountedFromWhenItsSeqWasFirstSeen() {
        lease.saw(CACHED, at(0));
        lease.saw(CACHED, at(400));
        assertThat(lease.successor(NO_REDIS, at(550))).isPresent();

        lease.saw(renewed(CACHED, 1), at(550));
        assertThat(lease.successor(NO_REDIS, at(1_099))).isEmpty();
        assertThat(lease.successor(NO_REDIS, at(1_100))).isPresent();
    }

    @Test
    void afterAnOwnRenewalItIsCountedFromBeforeThat() {
        lease.saw(CACHED, at(0));

        lease.won(renewed(CACHED, 1), at(200), at(260));

        assertThat(lease.successor(NO_REDIS, at(749))).isEmpty();
        assertThat(lease.successor(NO_REDIS, at(750))).isPresent();
    }

    @Test
    void unlessAnotherRenewedMeanwhileWhoMayHaveBegunLater() {
        lease.saw(CACHED, at(0));

        lease.won(renewed(CACHED, 2), at(200), at(260));

        assertThat(lease.successor(NO_REDIS, at(809))).isEmpty();
        assertThat(lease.successor(NO_REDIS, at(810))).isPresent();
    }

    @Test
    void aRenewalThatRedisToldOfCountsAsSeen() {
        lease.saw(CACHED, at(0));

        lease.inTouch(105, at(400));

        assertThat(lease.successor(NO_REDIS, at(949))).isEmpty();
        assertThat(lease.successor(NO_REDIS, at(950))).contains(new Lease(Regime.DIRECT, 7, 106));
    }

    @Test
    void aRedisThatLostItsGenerationIsBegunAnewWhenNobodyRenewedForALease() {
        lease.saw(CACHED, at(0));

        assertThat(lease.successor(EMPTY_REDIS, at(549))).isEmpty();
        assertThat(lease.successor(EMPTY_REDIS, at(550))).contains(new Lease(Regime.CACHED, 8, 101));
    }

    @Test
    void aLeaseThatWentBackIsBegunAnewWhenNobodyRenewedForALease() {
        lease.saw(CACHED, at(0));
        lease.inTouch(105, at(10));

        lease.won(renewed(CACHED, 3), at(20), at(20));

        assertThat(lease.standing(REDIS, at(21))).isEqualTo(new Standing.Waiting());
        assertThat(lease.successor(REDIS, at(569))).isEmpty();
        assertThat(lease.successor(REDIS, at(570))).contains(new Lease(Regime.CACHED, 8, 104));
    }

    @Test
    void anOldAnswerIsForgottenWhenTheLeaseIsSeenAgain() {
        lease.saw(renewed(CACHED, 5), at(0));
        lease.saw(CACHED, at(10));
        assertThat(lease.standing(REDIS, at(11))).isEqualTo(new Standing.Waiting());

        lease.saw(renewed(CACHED, 6), at(20));

        assertThat(lease.standing(REDIS, at(21))).isEqualTo(new Standing.Announcing(7));
    }

    @Test
    void aNewGenerationIsAboveThatOfTheLeaseAndThatOfRedis() {
        lease.saw(CACHED, at(0));

        assertThat(lease.successor(OptionalLong.of(20), at(550))).contains(new Lease(Regime.CACHED, 21, 101));
    }

    @Test
    void whoTurnedTheRegimeDirectWritesSoForALeaseFromBeforeTheChange() {
        lease.saw(CACHED, at(0));

        lease.won(DIRECT, at(550), at(600));

        assertThat(holds(601, NO_REDIS)).isTrue();
        assertThat(holds(1_049, NO_REDIS)).isTrue();
        assertThat(lease.standing(NO_REDIS, at(1_050))).isEqualTo(new Standing.Waiting());
    }

    @Test
    void whoOnlySawThatTheRegimeIsDirectWritesNothing() {
        lease.saw(DIRECT, at(0));

        assertThat(lease.standing(NO_REDIS, at(1))).isEqualTo(new Standing.Waiting());
        assertThat(lease.allowsDirect()).isTrue();
        assertThat(lease.isDirectFresh(at(1))).isFalse();
    }

    @Test
    void anOwnRenewalIsFreshForThreeTenthsOfALease() {
        lease.saw(DIRECT, at(0));

        lease.won(renewed(DIRECT, 1), at(10), at(20));

        assertThat(lease.isDirectFresh(at(159))).isTrue();
        assertThat(lease.isDirectFresh(at(160))).isFalse();
    }

    @Test
    void aRedisThatIsReachedAgainIsBegunAnewOnceDirectHasLastedForAWhile() {
        lease.saw(DIRECT, at(0));
        lease.saw(renewed(DIRECT, 1), at(2_000));

        assertThat(lease.successor(REDIS, at(2_999))).isEmpty();
        assertThat(lease.successor(REDIS, at(3_000))).contains(new Lease(Regime.CACHED, 8, 202));
        assertThat(lease.successor(EMPTY_REDIS, at(3_000))).contains(new Lease(Regime.CACHED, 8, 202));
        assertThat(lease.successor(NO_REDIS, at(3_000))).isEmpty();
    }

    @Test
    void aDirectLeaseEndsWithTheRegime() {
        lease.won(DIRECT, at(0), at(1));

        lease.saw(new Lease(Regime.CACHED, 8, 400), at(500));

        assertThat(lease.standing(NO_REDIS, at(501))).isEqualTo(new Standing.Waiting());
    }

    @Test
    void whoSeesOthersRenewThreeTimesWithoutReachingRedisIsCutOff() {
        lease.saw(CACHED, at(0));
        lease.saw(renewed(CACHED, 1), at(150));
        lease.saw(renewed(CACHED, 2), at(300));
        assertThat(lease.standing(NO_REDIS, at(301))).isEqualTo(new Standing.Waiting());

        lease.saw(renewed(CACHED, 3), at(450));

        assertThat(lease.standing(NO_REDIS, at(451))).isEqualTo(new Standing.CutOff());
    }

    @Test
    void whoReachedRedisMeanwhileIsNotCutOff() {
        lease.saw(CACHED, at(0));
        lease.saw(renewed(CACHED, 1), at(150));
        lease.saw(renewed(CACHED, 2), at(300));

        lease.inTouch(102, at(400));
        lease.saw(renewed(CACHED, 3), at(450));

        assertThat(lease.standing(NO_REDIS, at(451))).isEqualTo(new Standing.Waiting());
    }

    @Test
    void whoSeesNoMoreRenewalsIsNotCutOffFromAnybody() {
        lease.saw(CACHED, at(0));
        for (var renewal = 1; renewal <= 3; renewal++) {
            lease.saw(renewed(CACHED, renewal), at(150L * renewal));
        }

        assertThat(lease.standing(NO_REDIS, at(750))).isEqualTo(new Standing.Waiting());
        assertThat(lease.successor(NO_REDIS, at(1_000))).isPresent();
    }

    @Test
    void redisGivesTheTurnToRenewAsOftenAsALeaseIsToBeRenewed() throws IOException {
        try (var functions = RegimeLease.class.getResourceAsStream("cache.lua")) {
            assertThat(new String(functions.readAllBytes(), UTF_8))
                    .contains("local TURN_MILLISECONDS = " + RegimeLease.RENEWAL.toMillis() + "\n")
                    .contains("local LEASE_MILLISECONDS = " + RegimeLease.LENGTH.toMillis() + "\n");
        }
    }

    private boolean holds(long millis, OptionalLong redis) {
        return lease.standing(redis, at(millis)) instanceof Standing.Direct direct && direct.holds(at(millis));
    }

    private static Lease renewed(Lease lease, long times) {
        return lease.renewed(lease.seq() + times);
    }

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
