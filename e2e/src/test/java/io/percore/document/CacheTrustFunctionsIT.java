package io.percore.document;

import static io.percore.document.ContractFunctions.AT;
import static io.percore.document.ContractFunctions.FAR;
import static io.percore.document.ContractFunctions.GENERATION;
import static io.percore.document.ContractFunctions.PAST;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;

/** When the cache is believed and by whose functions: generations, quarantine, trust, the pulse and versions. */
@Order(3)
final class CacheTrustFunctionsIT {

    @RegisterExtension
    private final ContractFunctions cache = new ContractFunctions();

    private final CacheFunctions functions = cache.functions();
    private final RedisClient redis = cache.redis();

    @Test
    void whatWasTrustedIsReadAsStaleWithItsAge() {
        cache.fill(cache.token(), 3, "{}");
        assertThat(functions.call("percore_stale", AT))
                .isEqualTo(new CacheFunctions.Answer("STALE", List.of("3", "{}", "0")));

        cache.untrust();
        redis.set("trusted-until", String.valueOf(System.currentTimeMillis() - 60_000));

        assertThat(functions.call("percore_stale", AT).number(2)).isBetween(55_000L, 120_000L);
        cache.begin("w", FAR);
        assertThat(cache.say("percore_stale", AT)).isEqualTo("MISS");
    }

    @Test
    void whileMongodbIsAwayReadersAreToldWhatIsLeftForAsLongAsItsCollectionAllows() {
        cache.fill(cache.token(), 3, "{}");
        cache.untrust();
        redis.set("trusted-until", String.valueOf(System.currentTimeMillis() - 60_000));
        assertThat(cache.read()).isEqualTo("DISTRUST");

        functions.call("percore_away", "products", 3_600_000, "users", 3_600_000);
        assertThat(functions.call("percore_read", AT)).satisfies(answer -> {
            assertThat(answer.word()).isEqualTo("STALE");
            assertThat(answer.details().subList(0, 2)).containsExactly("3", "{}");
            assertThat(answer.number(2)).isBetween(55_000L, 120_000L);
        });

        functions.call("percore_away", "products", 3_600_000, "users", 1_000);
        assertThat(cache.read()).isEqualTo("MISS");
        functions.call("percore_away", "products", 3_600_000);
        assertThat(cache.read()).isEqualTo("DISTRUST");
    }

    @Test
    void thatMongodbIsAwayCountsForNothingBesideTrustAndNotForLong() {
        cache.fill(cache.token(), 3, "{}");
        functions.call("percore_away", "users", 3_600_000);

        assertThat(cache.read()).isEqualTo("HIT");

        cache.untrust();
        Await.until(
                "nobody says so any more",
                Duration.ofSeconds(10),
                () -> cache.read().equals("DISTRUST"));
    }

    @Test
    void anotherGenerationAnnouncesNothing() {
        var answer = functions.call("percore_begin", AT, "w", GENERATION - 1, FAR);

        assertThat(answer).isEqualTo(new CacheFunctions.Answer("REFUSED", List.of("7")));
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void aNewGenerationEmptiesTheCacheAndNeedsTrustAnew() {
        cache.fill(cache.token(), 3, "{}");

        assertThat(cache.say("percore_init", GENERATION + 1, 0)).isEqualTo("EMPTIED");

        assertThat(cache.read()).isEqualTo("DISTRUST");
        assertThat(cache.trust(GENERATION, FAR)).isEqualTo("REFUSED");
        assertThat(cache.trust(GENERATION + 1, FAR)).isEqualTo("TRUSTED");
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void aGenerationBeginsOnce() {
        cache.fill(cache.token(), 3, "{}");

        assertThat(cache.say("percore_init", GENERATION, 0)).isEqualTo("REFUSED");
        assertThat(cache.read()).isEqualTo("HIT");
    }

    @Test
    void inQuarantineNobodyIsTrustedAndNoWriterPublishes() {
        functions.call("percore_init", GENERATION + 1, 60_000);

        assertThat(cache.trust(GENERATION + 1, FAR, System.currentTimeMillis())).isEqualTo("QUARANTINE");
        functions.call("percore_begin", AT, "w", GENERATION + 1, FAR);
        assertThat(cache.say("percore_end", AT, "w", GENERATION + 1, 4, "{}", 60_000))
                .isEqualTo("ENDED");
    }

    @Test
    void aRenewalThatBeganInQuarantineBringsNoTrustAfterItEither() {
        functions.call("percore_init", GENERATION + 1, 1);
        Await.until(
                "the quarantine is over",
                Duration.ofSeconds(5),
                () -> Long.parseLong(redis.get("quarantine")) < System.currentTimeMillis() - 10);

        assertThat(cache.trust(GENERATION + 1, FAR, PAST)).isEqualTo("QUARANTINE");
        functions.call("percore_begin", AT, "w", GENERATION + 1, FAR);
        assertThat(cache.say("percore_end", AT, "w", GENERATION + 1, 4, "{}", 60_000))
                .isEqualTo("ENDED");
        assertThat(cache.trust(GENERATION + 1, FAR)).isEqualTo("TRUSTED");
    }

    @Test
    void trustThatComesTooLateGivesNothing() {
        cache.untrust();

        assertThat(cache.trust(GENERATION, PAST)).isEqualTo("TRUSTED");

        assertThat(cache.read()).isEqualTo("DISTRUST");
    }

    @Test
    void trustThatComesTooLateTakesNothingFromALaterOne() {
        cache.trust(GENERATION, PAST);

        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void tokensAreNotRepeatedWhenAGenerationIsBegunTwice() {
        var first = cache.token();
        redis.flushDB();
        cache.say("percore_init", GENERATION, 0);
        cache.trust(GENERATION, FAR);

        assertThat(cache.token()).isNotEqualTo(first);
    }

    @Test
    void thePulseTellsWhatIsTrusted() {
        assertThat(cache.pulse())
                .extracting(Pulse::believed, Pulse::generation, Pulse::seq)
                .containsExactly(true, GENERATION, 1L);

        cache.untrust();

        assertThat(cache.pulse()).extracting(Pulse::believed, Pulse::seq).containsExactly(false, 1L);
    }

    @Test
    void oneOfTheWillingHasTheTurn() {
        assertThat(Pulse.of(functions, GENERATION, false).turn()).isFalse();
        assertThat(Pulse.of(functions, GENERATION - 1, true).turn()).isFalse();
        assertThat(cache.pulse().turn()).isTrue();
        assertThat(cache.pulse().turn()).isFalse();

        Await.until("the next turn", Duration.ofSeconds(5), () -> cache.pulse().turn());
    }

    @Test
    void aRedisThatLostEverythingHasNoGenerationAndGivesNoTurn() {
        redis.flushDB();

        assertThat(cache.pulse()).extracting(Pulse::generation, Pulse::turn).containsExactly(0L, false);
    }

    @Test
    void withoutTrustNothingIsGrantedOrFilled() {
        var token = cache.token();
        cache.untrust();

        assertThat(cache.fill(token, 3, "{}")).isEqualTo("REFUSED");
        assertThat(functions.call("percore_miss", new Address("users", "b")).word())
                .isEqualTo("DISTRUST");
    }

    @Test
    void functionsThatWereLostAreLoadedAgainAndBelieveNothingFromBefore() {
        cache.fill(cache.token(), 3, "{}");
        redis.functionFlush();

        assertThat(cache.read()).isEqualTo("DISTRUST");
        assertThat(cache.pulse().generation()).isZero();
    }

    @Test
    void functionsOfAnOlderVersionAreReplaced() {
        loadAnother("-- version 0");

        functions.load();

        assertThat(cache.read()).isEqualTo("DISTRUST");
    }

    @Test
    void functionsOfANewerVersionStay() {
        loadAnother("-- version 999");

        functions.load();

        assertThat(cache.read()).isEqualTo("ANOTHER");
        redis.functionDelete("percore");
    }

    private void loadAnother(String version) {
        redis.functionLoadReplace("#!lua name=percore\n" + version
                + "\nredis.register_function('percore_read', function() return {'ANOTHER'} end)");
    }
}
