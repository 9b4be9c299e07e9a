package io.percore.document;

import static io.percore.document.ContractFunctions.AT;
import static io.percore.document.ContractFunctions.FAR;
import static io.percore.document.ContractFunctions.GENERATION;
import static io.percore.document.ContractFunctions.PAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;

/** What the functions of the cache keep of the lists of a collection. */
@Order(3)
final class CacheListFunctionsIT {

    private static final Address LISTS = Address.ofLists("users");

    @RegisterExtension
    private final ContractFunctions cache = new ContractFunctions();

    private final CacheFunctions functions = cache.functions();
    private final RedisClient redis = cache.redis();

    @Test
    void aListIsReadUntilADocumentOfTheCollectionIsWritten() {
        fillList(listToken("a"), "a", "[1]");
        assertThat(list("a")).isEqualTo("HIT");
        assertThat(list("b")).isEqualTo("TOKEN");

        cache.begin("w", FAR);

        assertThat(list("a")).isEqualTo("DOUBT");
        cache.end("w", 4);
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

        cache.write("w", 4, "{}");

        assertThat(listToken("b")).isNotEqualTo(token);
        assertThat(fillList(token, "a", "[1]")).isEqualTo("REFUSED");
    }

    @Test
    void aListIsNotFilledWhileAWriteIsOpen() {
        listToken("a");
        cache.begin("w", FAR);
        redis.set("token:" + LISTS, "1");

        assertThat(fillList("1", "a", "[1]")).isEqualTo("REFUSED");
    }

    @Test
    void anExpiredIntentNamesItsDocumentUntilThatIsFenced() {
        cache.begin("dead", PAST);

        assertThat(functions.call("percore_list", LISTS, "a"))
                .isEqualTo(new CacheFunctions.Answer("EXPIRED", List.of(AT.toString())));
        cache.fenced();

        assertThat(list("a")).isEqualTo("TOKEN");
    }

    @Test
    void writesFromBeforeTheFirstListKeepItAwayToo() {
        cache.begin("before", FAR);

        assertThat(list("a")).isEqualTo("DOUBT");
    }

    @Test
    void whatIsEndedIsKeptOfNoCollection() {
        cache.write("w", 4, "{}");

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

        cache.untrust();

        assertThat(list("a")).isEqualTo("DISTRUST");
    }

    private String list(String query) {
        return cache.say("percore_list", LISTS, query);
    }

    private String listToken(String query) {
        return functions.call("percore_list", LISTS, query).details().getFirst();
    }

    private String fillList(String token, String query, String body) {
        return cache.say("percore_fill_list", LISTS, token, query, body, 60_000);
    }
}
