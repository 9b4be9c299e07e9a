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
    private static final Address LISTS = Address.ofLists("users");
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
    void whileMongodbIsAwayReadersAreToldWhatIsLeftForAsLongAsItsCollectionAllows() {
        fill(token(), 3, "{}");
        redis.del("trust");
        redis.set("trusted-until", String.valueOf(System.currentTimeMillis() - 60_000));
        assertThat(read()).isEqualTo("DISTRUST");

        functions.call("percore_away", "products", 3_600_000, "users", 3_600_000);
        assertThat(functions.call("percore_read", AT)).satisfies(answer -> {
            assertThat(answer.word()).isEqualTo("STALE");
            assertThat(answer.details().subList(0, 2)).containsExactly("3", "{}");
            assertThat(answer.number(2)).isBetween(55_000L, 120_000L);
        });

        functions.call("percore_away", "products", 3_600_000, "users", 1_000);
        assertThat(read()).isEqualTo("MISS");
        functions.call("percore_away", "products", 3_600_000);
        assertThat(read()).isEqualTo("DISTRUST");
    }

    @Test
    void thatMongodbIsAwayCountsForNothingBesideTrustAndNotForLong() {
        fill(token(), 3, "{}");
        functions.call("percore_away", "users", 3_600_000);

        assertThat(read()).isEqualTo("HIT");

        redis.del("trust");
        Await.until("nobody says so any more", Duration.ofSeconds(10), () -> read().equals("DISTRUST"));
    }

    @Test
    void readingNeedsNoRightToWrite() {
        assertThatThrownBy(() -> redis.fcallReadonly("percore_miss", List.of(AT.toString()), List.of()))
                .isInstanceOf(JedisDataException.class);
    }

    @Test
    void whoAsksGetsWhatIsThereOrTheRightToBringIt() {
        assertThat(say("percore_miss", AT)).isEqualTo("TOKEN");
        assertThat(say("percore_miss", AT)).isEqualTo("TAKEN");
        write("w", 4, "{\"a\":2}");

        assertThat(functions.call("percore_miss", AT))
                .isEqualTo(new CacheFunctions.Answer("HIT", List.of("4", "{\"a\":2}")));
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
    void intentsThatRanOutAreCounted() {
        begin("dead", PAST);
        begin("dead too", PAST);

        token();

        assertThat(pulse().expired()).isEqualTo(2);
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
    void aListIsReadUntilADocumentOfTheCollectionIsWritten() {
        fillList(listToken("a"), "a", "[1]");
        assertThat(list("a")).isEqualTo("HIT");
        assertThat(list("b")).isEqualTo("TOKEN");

        begin("w", FAR);

        assertThat(list("a")).isEqualTo("DOUBT");
        end("w", 4);
        assertThat(list("a")).isEqualTo("TOKEN");
    }

    @Test
    void writesOfAnotherCollectionLeaveAList() {
        fillList(listToken("a"), "a", "[1]");

        functions.call("percore_begin", new Address("users-of-old", "a"), "w", GENERATION, FAR);

        assertThat(list("a")).isEqualTo("HIT");
    }

    @Test
    void readersOfListsShareATokenUntilTheNextWrite() {
        var token = listToken("a");
        assertThat(listToken("b")).isEqualTo(token);
        fillList(token, "a", "[1]");
        assertThat(fillList(token, "b", "[1,2]")).isEqualTo("FILLED");

        write("w", 4, "{}");

        assertThat(listToken("b")).isNotEqualTo(token);
        assertThat(fillList(token, "a", "[1]")).isEqualTo("REFUSED");
    }

    @Test
    void aListIsNotFilledWhileAWriteIsOpen() {
        listToken("a");
        begin("w", FAR);
        redis.set("token:" + LISTS, "1");

        assertThat(fillList("1", "a", "[1]")).isEqualTo("REFUSED");
    }

    @Test
    void aWriteThatRanOutLeavesListsInDoubtUntilOneIsAskedFor() {
        listToken("a");
        begin("dead", PAST);

        assertThat(list("a")).isEqualTo("TOKEN");
    }

    @Test
    void noListIsFilledWhileWritesFromBeforeTheFirstOneMayCommit() {
        begin("before", FAR);

        assertThat(say("percore_list", LISTS, "a", 60_000)).isEqualTo("DOUBT");

        assertThat(say("percore_list", LISTS, "a", 60_000)).isEqualTo("DOUBT");
    }

    @Test
    void withoutListsNothingIsKeptOfACollection() {
        begin("w", FAR);

        assertThat(redis.keys("*" + LISTS)).isEmpty();
    }

    @Test
    void aCollectionHasALimitedNumberOfLists() {
        var token = listToken("a");
        for (var number = 0; number <= 64; number++) {
            fillList(token, String.valueOf(number), "[]");
        }

        assertThat(redis.hlen("entry:" + LISTS)).isEqualTo(1);
    }

    @Test
    void listsExpireByTheFirst() {
        var token = listToken("a");
        functions.call("percore_fill_list", LISTS, token, "a", "[]", 1_000);
        functions.call("percore_fill_list", LISTS, token, "b", "[]", 60_000);

        assertThat(redis.pttl("entry:" + LISTS)).isBetween(1L, 1_000L);
    }

    @Test
    void withoutTrustNoListIsRead() {
        fillList(listToken("a"), "a", "[1]");

        redis.del("trust");

        assertThat(list("a")).isEqualTo("DISTRUST");
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

    private String list(String query) {
        return say("percore_list", LISTS, query, 0);
    }

    private String listToken(String query) {
        return functions.call("percore_list", LISTS, query, 0).details().getFirst();
    }

    private String fillList(String token, String query, String body) {
        return say("percore_fill_list", LISTS, token, query, body, 60_000);
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
