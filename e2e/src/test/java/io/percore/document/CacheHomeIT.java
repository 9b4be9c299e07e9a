package io.percore.document;

import static io.percore.document.ContractFunctions.AT;
import static io.percore.document.ContractFunctions.FAR;
import static io.percore.document.ContractFunctions.GENERATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A cache that was not begun in this process of Redis, or not by these functions, is believed in nothing until it is begun anew. */
@Order(3)
final class CacheHomeIT {

    private static final Address LISTS = Address.ofLists("users");
    private static final String REFUSED_FOR_NO_GENERATION = "REFUSED [0]";

    @RegisterExtension
    private final ContractFunctions cache = new ContractFunctions();

    private final RedisClient redis = cache.redis();
    private String token;
    private String listToken;

    @BeforeEach
    void aDocumentAndTokensThatWereTrusted() {
        cache.fill(cache.token(), 3, "{}");
        token = cache.functions()
                .call("percore_miss", new Address("users", "b"))
                .details()
                .getFirst();
        listToken = cache.functions()
                .call("percore_list", LISTS, "limit=1")
                .details()
                .getFirst();
        assertThat(cache.read()).isEqualTo("HIT");
    }

    @AfterEach
    void noDump() {
        redis.flushAll();
        redis.functionFlush();
        redis.executeCommand(new CommandArguments(Command.SAVE));
    }

    @Test
    void afterItsFunctionsWereLoadedAgainByHand() {
        redis.functionLoadReplace(code());

        assertBelievedInNothing();
        assertBegunAnew();
    }

    @Test
    void afterARestartThatBroughtADumpBack() {
        redis.executeCommand(new CommandArguments(Command.SAVE));

        restart();

        assertThat(redis.get("generation")).isEqualTo(String.valueOf(GENERATION));
        assertBelievedInNothing();
        assertBegunAnew();
    }

    @Test
    void whenItHasTheDataOfAnotherGeneration() {
        redis.set("generation", String.valueOf(GENERATION + 1));

        assertThat(cache.pulse().generation()).isZero();
        assertThat(said("percore_begin", AT, "w", GENERATION, FAR)).isEqualTo(REFUSED_FOR_NO_GENERATION);
        assertThat(said("percore_begin", AT, "w", GENERATION + 1, FAR)).isEqualTo(REFUSED_FOR_NO_GENERATION);
        assertThat(cache.trust(GENERATION + 1, FAR)).isEqualTo("REFUSED");
    }

    @Test
    void aWriteThatBeganBeforeEndsWithoutPublishing() {
        cache.begin("w", FAR);
        redis.functionLoadReplace(code());

        assertThat(cache.end("w", 4)).isEqualTo("ENDED");
        assertThat(redis.exists("entry:" + AT)).isFalse();
    }

    private String code() {
        return redis.functionListWithCode("percore").getFirst().getLibraryCode();
    }

    private void restart() {
        try {
            redis.executeCommand(new CommandArguments(Command.SHUTDOWN).add("NOSAVE"));
        } catch (JedisConnectionException itIsGone) {
            // As it should.
        }
        Await.until(
                "Redis is back",
                Duration.ofSeconds(30),
                () -> redis.functionListWithCode("percore").size() == 1);
        cache.functions().disconnect();
    }

    private void assertBelievedInNothing() {
        assertThat(cache.read()).isEqualTo("DISTRUST");
        assertThat(cache.say("percore_miss", AT)).isEqualTo("DISTRUST");
        assertThat(cache.say("percore_stale", AT)).isEqualTo("MISS");
        assertThat(cache.say("percore_list", LISTS, "limit=1")).isEqualTo("DISTRUST");
        assertThat(cache.say("percore_fill", new Address("users", "b"), token, 1, "{}", 60_000))
                .isEqualTo("REFUSED");
        assertThat(cache.say("percore_fill_list", LISTS, listToken, "limit=1", "{}", 60_000))
                .isEqualTo("REFUSED");
        assertThat(said("percore_begin", AT, "w", GENERATION, FAR)).isEqualTo(REFUSED_FOR_NO_GENERATION);
        assertThat(cache.trust(GENERATION, FAR)).isEqualTo("REFUSED");
        assertThat(cache.pulse()).extracting(Pulse::generation, Pulse::turn).containsExactly(0L, false);

        cache.functions().call("percore_away", "users", 3_600_000);
        assertThat(cache.read()).as("while MongoDB is away").isEqualTo("MISS");
    }

    private String said(String function, Address address, Object... arguments) {
        var answer = cache.functions().call(function, address, arguments);
        return answer.word() + " " + answer.details();
    }

    private void assertBegunAnew() {
        assertThat(cache.say("percore_init", GENERATION + 1, 0)).isEqualTo("EMPTIED");
        assertThat(cache.trust(GENERATION + 1, FAR)).isEqualTo("TRUSTED");
        assertThat(cache.read()).isEqualTo("MISS");
        assertThat(cache.fill(cache.token(), 4, "{}")).isEqualTo("FILLED");
        assertThat(cache.read()).isEqualTo("HIT");
    }
}
