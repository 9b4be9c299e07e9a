package io.percore.document;

import static io.percore.document.ContractFunctions.AT;
import static io.percore.document.ContractFunctions.FAR;
import static io.percore.document.ContractFunctions.GENERATION;
import static io.percore.document.ContractFunctions.PAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.bundle.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;

/** What the functions of the cache keep of one document. */
@Order(3)
final class CacheFunctionsIT {

    @RegisterExtension
    private final ContractFunctions cache = new ContractFunctions();

    private final CacheFunctions functions = cache.functions();
    private final RedisClient redis = cache.redis();

    @Test
    void aFilledDocumentIsRead() {
        assertThat(cache.fill(cache.token(), 3, "{\"a\":1}")).isEqualTo("FILLED");

        var answer = (List<?>) redis.fcallReadonly("percore_read", List.of(AT.toString()), List.of());

        assertThat(answer).isEqualTo(List.of("HIT", "3", "{\"a\":1}"));
    }

    @Test
    void anUnknownDocumentIsMissed() {
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void thatThereIsNoSuchDocumentIsReadToo() {
        cache.fill(cache.token(), 0, "{\"status\":404}");

        assertThat(functions.call("percore_read", AT))
                .isEqualTo(new CacheFunctions.Answer("ABSENT", List.of("{\"status\":404}")));
        assertThat(cache.say("percore_stale", AT)).isEqualTo("MISS");
    }

    @Test
    void readingNeedsNoRightToWrite() {
        assertThatThrownBy(() -> redis.fcallReadonly("percore_miss", List.of(AT.toString()), List.of()))
                .isInstanceOf(JedisDataException.class);
    }

    @Test
    void whoAsksGetsWhatIsThereOrTheRightToBringIt() {
        assertThat(cache.say("percore_miss", AT)).isEqualTo("TOKEN");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("TAKEN");
        cache.write("w", 4, "{\"a\":2}");

        assertThat(functions.call("percore_miss", AT))
                .isEqualTo(new CacheFunctions.Answer("HIT", List.of("4", "{\"a\":2}")));
    }

    @Test
    void entriesExpire() {
        functions.call("percore_fill", AT, cache.token(), 3, "{}", 1);

        Await.until(
                "the entry is gone", Duration.ofSeconds(5), () -> cache.read().equals("MISS"));
    }

    @Test
    void onlyOneReaderFillsAtATime() {
        cache.token();

        assertThat(cache.say("percore_miss", AT)).isEqualTo("TAKEN");
    }

    @Test
    void noTokenIsGrantedForWhatIsThere() {
        cache.fill(cache.token(), 3, "{}");

        assertThat(functions.call("percore_miss", AT)).isEqualTo(new CacheFunctions.Answer("HIT", List.of("3", "{}")));
    }

    @Test
    void noTokenIsGrantedForWhatIsKnownNotToBeThere() {
        cache.fill(cache.token(), 0, "{\"status\":404}");

        assertThat(cache.say("percore_miss", AT)).isEqualTo("ABSENT");
    }

    @Test
    void tokensAreNeverRepeated() {
        var first = cache.token();
        cache.fill(first, 3, "{}");
        cache.write("w", 4, "{}");
        redis.del("entry:" + AT);

        assertThat(cache.token()).isNotEqualTo(first);
    }

    @Test
    void aTokenFillsOnce() {
        var token = cache.token();
        cache.fill(token, 3, "{}");

        assertThat(cache.fill(token, 3, "{}")).isEqualTo("REFUSED");
    }

    @Test
    void aWriteVoidsTheTokenOfAReaderThatCameBefore() {
        var token = cache.token();
        cache.write("w", 4, "{\"new\":true}");

        assertThat(cache.fill(token, 3, "{\"old\":true}")).isEqualTo("REFUSED");
        assertThat(body()).isEqualTo("{\"new\":true}");
    }

    @Test
    void anAnnouncedWriteLeavesReadersInDoubt() {
        cache.fill(cache.token(), 3, "{}");
        cache.begin("w", FAR);

        assertThat(cache.read()).isEqualTo("DOUBT");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("DOUBT");
    }

    @Test
    void aWriterAlonePublishesWhatItCommitted() {
        assertThat(cache.write("w", 4, "{\"a\":2}")).isEqualTo("PUBLISHED");
        assertThat(body()).isEqualTo("{\"a\":2}");
    }

    @Test
    void aWriteThatChangedNothingPublishesNothing() {
        cache.begin("w", FAR);

        assertThat(cache.say("percore_end", AT, "w", GENERATION)).isEqualTo("ENDED");
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void writersThatOverlapPublishNothing() {
        cache.begin("first", FAR);
        cache.begin("second", FAR);

        assertThat(cache.end("first", 4)).isEqualTo("ENDED");
        assertThat(cache.read()).isEqualTo("DOUBT");
        assertThat(cache.end("second", 5)).isEqualTo("ENDED");
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void aWriterWhoseIntentIsGonePublishesNothing() {
        cache.begin("w", FAR);
        cache.end("w", 4);

        assertThat(cache.end("w", 4)).isEqualTo("ENDED");
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void anExpiredIntentIsDoubtedUntilItIsFenced() {
        cache.fill(cache.token(), 3, "{}");
        cache.begin("dead", PAST);
        assertThat(cache.read()).isEqualTo("DOUBT");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("EXPIRED");

        cache.fenced();

        cache.fill(cache.token(), 3, "{}");
        assertThat(cache.read()).isEqualTo("HIT");
        assertThat(cache.end("dead", 4)).isEqualTo("ENDED");
        assertThat(cache.read()).isEqualTo("MISS");
    }

    @Test
    void oneWorkerFencesHoweverManyAsk() {
        cache.begin("dead", PAST);

        assertThat(cache.say("percore_fence", AT)).isEqualTo("GRANTED");

        assertThat(cache.say("percore_fence", AT)).isEqualTo("REFUSED");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("DOUBT");
    }

    @Test
    void aFenceTakesAwayWhatExpiredBeforeItAndNothingElse() {
        cache.begin("dead", PAST);
        var granted = functions.call("percore_fence", AT).details();
        cache.begin("dead later", PAST);

        cache.say("percore_fenced", AT, granted.toArray());

        assertThat(granted).containsExactly("dead");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("EXPIRED");
    }

    @Test
    void whatIsNotExpiredIsNotFenced() {
        cache.begin("alive", FAR);

        assertThat(cache.say("percore_fence", AT)).isEqualTo("REFUSED");
    }

    @Test
    void fencedIntentsAreCounted() {
        cache.begin("dead", PAST);
        cache.begin("dead too", PAST);

        cache.fenced();

        assertThat(cache.pulse().expired()).isEqualTo(2);
    }

    @Test
    void aWriterBesideAnExpiredIntentPublishesNothing() {
        cache.begin("dead", PAST);

        assertThat(cache.write("w", 4, "{}")).isEqualTo("ENDED");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("EXPIRED");
    }

    private String body() {
        return functions.call("percore_read", AT).details().get(1);
    }
}
