package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.bundle.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;

@Order(3)
final class CacheFunctionsIT {

    private static final long GENERATION = 7;
    private static final long FAR = 99_999_999_999_999L;
    private static final long PAST = 1;
    private static final Address AT = new Address("users", "a");

    private final RedisClient redis = ContractRedis.client();
    private final CacheFunctions functions = new CacheFunctions(ContractRedis.settings());

    @BeforeEach
    void anEmptyCacheThatIsTrusted() {
        redis.flushDB();
        functions.load();
        assertThat(say("percore_init", GENERATION, 0)).isEqualTo("EMPTIED");
        assertThat(trust(GENERATION, FAR)).isEqualTo("TRUSTED");
    }

    @AfterEach
    void close() {
        functions.close();
        redis.close();
    }

    @Test
    void aFilledDocumentIsRead() {
        assertThat(fill(token(), 3, "{\"a\":1}")).isEqualTo("FILLED");

        var answer = (List<?>) redis.fcallReadonly("percore_read", List.of(AT.toString()), List.of());

        assertThat(answer).isEqualTo(List.of("HIT", "3", "{\"a\":1}"));
    }

    @Test
    void anUnknownDocumentIsMissed() {
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void thatThereIsNoSuchDocumentIsReadToo() {
        fill(token(), 0, "{\"status\":404}");

        assertThat(functions.call("percore_read", AT))
                .isEqualTo(new CacheFunctions.Answer("ABSENT", List.of("{\"status\":404}")));
        assertThat(say("percore_stale", AT)).isEqualTo("MISS");
    }

    @Test
    void whatWasTrustedIsReadAsStaleWithItsAge() {
        fill(token(), 3, "{}");
        assertThat(functions.call("percore_stale", AT))
                .isEqualTo(new CacheFunctions.Answer("STALE", List.of("3", "{}", "0")));

        redis.del("trust");
        redis.set("trusted-until", String.valueOf(System.currentTimeMillis() - 60_000));

        assertThat(functions.call("percore_stale", AT).number(2)).isBetween(55_000L, 120_000L);
        begin("w", FAR);
        assertThat(say("percore_stale", AT)).isEqualTo("MISS");
    }

    @Test
    void readingNeedsNoRightToWrite() {
        assertThatThrownBy(() -> redis.fcallReadonly("percore_miss", List.of(AT.toString()), List.of()))
                .isInstanceOf(JedisDataException.class);
    }

    @Test
    void entriesExpire() {
        functions.call("percore_fill", AT, token(), 3, "{}", 1);

        Await.until("the entry is gone", Duration.ofSeconds(5), () -> read().equals("MISS"));
    }

    @Test
    void onlyOneReaderFillsAtATime() {
        token();

        assertThat(say("percore_miss", AT)).isEqualTo("TAKEN");
    }

    @Test
    void noTokenIsGrantedForWhatIsThere() {
        fill(token(), 3, "{}");

        assertThat(functions.call("percore_miss", AT)).isEqualTo(new CacheFunctions.Answer("HIT", List.of("3", "{}")));
    }

    @Test
    void noTokenIsGrantedForWhatIsKnownNotToBeThere() {
        fill(token(), 0, "{\"status\":404}");

        assertThat(say("percore_miss", AT)).isEqualTo("ABSENT");
    }

    @Test
    void tokensAreNeverRepeated() {
        var first = token();
        fill(first, 3, "{}");
        write("w", 4, "{}");
        redis.del("entry:" + AT);

        assertThat(token()).isNotEqualTo(first);
    }

    @Test
    void aTokenFillsOnce() {
        var token = token();
        fill(token, 3, "{}");

        assertThat(fill(token, 3, "{}")).isEqualTo("REFUSED");
    }

    @Test
    void aWriteVoidsTheTokenOfAReaderThatCameBefore() {
        var token = token();
        write("w", 4, "{\"new\":true}");

        assertThat(fill(token, 3, "{\"old\":true}")).isEqualTo("REFUSED");
        assertThat(body()).isEqualTo("{\"new\":true}");
    }

    @Test
    void anAnnouncedWriteLeavesReadersInDoubt() {
        fill(token(), 3, "{}");
        begin("w", FAR);

        assertThat(read()).isEqualTo("DOUBT");
        assertThat(say("percore_miss", AT)).isEqualTo("DOUBT");
    }

    @Test
    void aWriterAlonePublishesWhatItCommitted() {
        assertThat(write("w", 4, "{\"a\":2}")).isEqualTo("PUBLISHED");
        assertThat(body()).isEqualTo("{\"a\":2}");
    }

    @Test
    void aWriteThatChangedNothingPublishesNothing() {
        begin("w", FAR);

        assertThat(say("percore_end", AT, "w", GENERATION)).isEqualTo("ENDED");
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void writersThatOverlapPublishNothing() {
        begin("first", FAR);
        begin("second", FAR);

        assertThat(end("first", 4)).isEqualTo("ENDED");
        assertThat(read()).isEqualTo("DOUBT");
        assertThat(end("second", 5)).isEqualTo("ENDED");
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void aWriterWhoseIntentIsGonePublishesNothing() {
        begin("w", FAR);
        end("w", 4);

        assertThat(end("w", 4)).isEqualTo("ENDED");
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void anIntentThatRanOutIsDoubtedUntilAMissTakesItAway() {
        fill(token(), 3, "{}");
        begin("dead", PAST);
        assertThat(read()).isEqualTo("DOUBT");

        fill(token(), 3, "{}");

        assertThat(read()).isEqualTo("HIT");
        assertThat(end("dead", 4)).isEqualTo("ENDED");
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void aWriterBesideAnIntentThatRanOutMayPublish() {
        begin("dead", PAST);

        assertThat(write("w", 4, "{}")).isEqualTo("PUBLISHED");
    }

    @Test
    void anotherGenerationAnnouncesNothing() {
        var answer = functions.call("percore_begin", AT, "w", GENERATION - 1, FAR);

        assertThat(answer).isEqualTo(new CacheFunctions.Answer("REFUSED", List.of("7")));
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void aNewGenerationEmptiesTheCacheAndNeedsTrustAnew() {
        fill(token(), 3, "{}");

        assertThat(say("percore_init", GENERATION + 1, 0)).isEqualTo("EMPTIED");

        assertThat(read()).isEqualTo("DISTRUST");
        assertThat(trust(GENERATION, FAR)).isEqualTo("REFUSED");
        assertThat(trust(GENERATION + 1, FAR)).isEqualTo("TRUSTED");
        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void aGenerationBeginsOnce() {
        fill(token(), 3, "{}");

        assertThat(say("percore_init", GENERATION, 0)).isEqualTo("REFUSED");
        assertThat(read()).isEqualTo("HIT");
    }

    @Test
    void inQuarantineNobodyIsTrustedAndNoWriterPublishes() {
        functions.call("percore_init", GENERATION + 1, 60_000);

        assertThat(trust(GENERATION + 1, FAR)).isEqualTo("QUARANTINE");
        functions.call("percore_begin", AT, "w", GENERATION + 1, FAR);
        assertThat(say("percore_end", AT, "w", GENERATION + 1, 4, "{}", 60_000)).isEqualTo("ENDED");
    }

    @Test
    void trustThatComesTooLateGivesNothing() {
        redis.del("trust");

        assertThat(trust(GENERATION, PAST)).isEqualTo("TRUSTED");

        assertThat(read()).isEqualTo("DISTRUST");
    }

    @Test
    void trustThatComesTooLateTakesNothingFromALaterOne() {
        trust(GENERATION, PAST);

        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void tokensAreNotRepeatedWhenAGenerationIsBegunTwice() {
        var first = token();
        redis.flushDB();
        say("percore_init", GENERATION, 0);
        trust(GENERATION, FAR);

        assertThat(token()).isNotEqualTo(first);
    }

    @Test
    void thePulseTellsWhatIsTrusted() {
        assertThat(pulse())
                .extracting(Pulse::believed, Pulse::generation, Pulse::seq)
                .containsExactly(true, GENERATION, 1L);

        redis.del("trust");

        assertThat(pulse()).extracting(Pulse::believed, Pulse::seq).containsExactly(false, 0L);
    }

    @Test
    void oneOfTheWillingHasTheTurn() {
        assertThat(Pulse.of(functions, GENERATION, false).turn()).isFalse();
        assertThat(Pulse.of(functions, GENERATION - 1, true).turn()).isFalse();
        assertThat(pulse().turn()).isTrue();
        assertThat(pulse().turn()).isFalse();

        Await.until("the next turn", Duration.ofSeconds(5), () -> pulse().turn());
    }

    @Test
    void aRedisThatLostEverythingHasNoGenerationAndGivesNoTurn() {
        redis.flushDB();

        assertThat(pulse()).extracting(Pulse::generation, Pulse::turn).containsExactly(0L, false);
    }

    @Test
    void withoutTrustNothingIsGrantedOrFilled() {
        var token = token();
        redis.del("trust");

        assertThat(fill(token, 3, "{}")).isEqualTo("REFUSED");
        assertThat(functions.call("percore_miss", new Address("users", "b")).word())
                .isEqualTo("DISTRUST");
    }

    @Test
    void functionsThatWereLostAreLoadedAgain() {
        fill(token(), 3, "{}");
        redis.functionFlush();

        assertThat(read()).isEqualTo("HIT");
    }

    @Test
    void functionsOfAnOlderVersionAreReplaced() {
        loadAnother("-- version 0");

        functions.load();

        assertThat(read()).isEqualTo("MISS");
    }

    @Test
    void functionsOfANewerVersionStay() {
        loadAnother("-- version 999");

        functions.load();

        assertThat(read()).isEqualTo("ANOTHER");
        redis.functionDelete("percore");
    }

    private void loadAnother(String version) {
        redis.functionLoadReplace("#!lua name=percore\n" + version
                + "\nredis.register_function('percore_read', function() return {'ANOTHER'} end)");
    }

    private Pulse pulse() {
        return Pulse.of(functions, GENERATION, true);
    }

    private String trust(long generation, long deadline) {
        return say("percore_trust", generation, deadline, 1);
    }

    private String say(String function, Object... arguments) {
        return functions.call(function, arguments).word();
    }

    private String say(String function, Address address, Object... arguments) {
        return functions.call(function, address, arguments).word();
    }

    private String read() {
        return say("percore_read", AT);
    }

    private String body() {
        return functions.call("percore_read", AT).details().get(1);
    }

    private String token() {
        return functions.call("percore_miss", AT).details().getFirst();
    }

    private String fill(String token, long revision, String body) {
        return say("percore_fill", AT, token, revision, body, 60_000);
    }

    private void begin(String attempt, long deadline) {
        assertThat(say("percore_begin", AT, attempt, GENERATION, deadline)).isEqualTo("BEGUN");
    }

    private String end(String attempt, long revision) {
        return say("percore_end", AT, attempt, GENERATION, revision, "{}", 60_000);
    }

    private String write(String attempt, long revision, String body) {
        begin(attempt, FAR);
        return say("percore_end", AT, attempt, GENERATION, revision, body, 60_000);
    }
}
