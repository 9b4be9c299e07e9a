package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.RedisClient;

/** The functions of the cache in a Redis that no worker uses, and what tests call them with. */
final class ContractFunctions implements BeforeEachCallback, AfterEachCallback {

    static final long GENERATION = 7;
    static final long FAR = 99_999_999_999_999L;
    static final long PAST = 1;
    static final Address AT = new Address("users", "a");

    private final RedisClient redis = ContractRedis.client();
    private final CacheFunctions functions = new CacheFunctions(ContractRedis.settings());

    /** Empties the cache, and has it trusted. */
    @Override
    public void beforeEach(ExtensionContext context) {
        redis.flushDB();
        functions.load();
        assertThat(say("percore_init", GENERATION, 0)).isEqualTo("EMPTIED");
        assertThat(trust(GENERATION, FAR)).isEqualTo("TRUSTED");
    }

    /** For looking behind the functions' back. */
    RedisClient redis() {
        return redis;
    }

    CacheFunctions functions() {
        return functions;
    }

    String say(String function, Object... arguments) {
        return functions.call(function, arguments).word();
    }

    String say(String function, Address address, Object... arguments) {
        return functions.call(function, address, arguments).word();
    }

    Pulse pulse() {
        return Pulse.of(functions, GENERATION, true);
    }

    String trust(long generation, long deadline) {
        return trust(generation, deadline, FAR);
    }

    String trust(long generation, long deadline, long begun) {
        return say("percore_trust", generation, deadline, 1, begun);
    }

    void untrust() {
        redis.del("trust:" + GENERATION);
    }

    String read() {
        return say("percore_read", AT);
    }

    String token() {
        return functions.call("percore_miss", AT).details().getFirst();
    }

    String fill(String token, long revision, String body) {
        return say("percore_fill", AT, token, revision, body, 60_000);
    }

    void begin(String attempt, long deadline) {
        assertThat(say("percore_begin", AT, attempt, GENERATION, deadline)).isEqualTo("BEGUN");
    }

    String end(String attempt, long revision) {
        return end(attempt, revision, "{}");
    }

    private String end(String attempt, long revision, String body) {
        return say("percore_end", AT, attempt, GENERATION, revision, body, 60_000);
    }

    /** The attempts that the right to fence names; they are fenced. */
    List<String> fenced() {
        var granted = functions.call("percore_fence", AT);
        assertThat(granted.word()).isEqualTo("GRANTED");
        say("percore_fenced", AT, granted.details().toArray());
        return granted.details();
    }

    String write(String attempt, long revision, String body) {
        begin(attempt, FAR);
        return end(attempt, revision, body);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        functions.close();
        redis.close();
    }
}
