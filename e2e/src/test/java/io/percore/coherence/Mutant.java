package io.percore.coherence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * The cache's functions with one rule broken, in the words of the model, and the trouble in which that shows.
 *
 * <p>The model's other mutants are not here: what is in the workers cannot be exchanged under them; intents that are evicted are
 * none; and without a quarantine only a write that stands between its beginning and its commit for longer than the lease does harm,
 * which no trouble brings about.
 */
enum Mutant {
    NO_INTENTS(Trouble.NONE, "    redis.call('ZADD', 'intents:' .. name, deadline, intent)\nend", "end"),
    BEGIN_KEEPS_ENTRY(
            Trouble.WORKER_KILLED,
            "    drop(name)\n    redis.call('ZADD'",
            "    redis.call('DEL', 'token:' .. name)\n    redis.call('ZADD'"),
    BEGIN_KEEPS_TOKEN(
            Trouble.NONE,
            "    drop(name)\n    redis.call('ZADD'",
            "    redis.call('DEL', 'entry:' .. name)\n    redis.call('ZADD'"),
    NO_TOKEN(
            Trouble.NONE,
            "return trusted() and not announced(document) and redis.call('GET', 'token:' .. document) == token",
            "return trusted()"),
    /** As if all attempts had the name of one operation: whoever ends takes away what the others announced. */
    ATTEMPTS_BY_OPERATION(
            Trouble.NONE,
            "redis.call('ZREM', 'intents:' .. document, attempt) == 1 and",
            "redis.call('DEL', 'intents:' .. document) == 1 and"),
    END_PUBLISHES_ALWAYS(
            Trouble.NONE, "if not (standing and alone and revision) then", "if not (standing and revision) then"),
    TRUST_WITHOUT_EXPIRY(
            Trouble.REDIS_CUT_OFF_FROM_ALL_WORKERS,
            "redis.call('SET', trust_key(), 'given', 'PXAT', whole(deadline))",
            "redis.call('SET', trust_key(), 'given')"),
    INIT_KEEPS_ENTRIES(Trouble.REDIS_CUT_OFF_FROM_ALL_WORKERS, "    redis.call('FLUSHDB', 'ASYNC')\n", ""),
    /** Whatever data there is counts as begun here. */
    HOME_IS_WHAT_IS_FOUND(
            Trouble.REDIS_REPLICA_PROMOTED,
            "    return home and tonumber(redis.call('GET', 'generation')) == home and home or 0",
            "    home = tonumber(redis.call('GET', 'generation'))\n    return home or 0");

    private static final String SHIPPED = shipped();

    private final Trouble trouble;
    private final String rule;
    private final String broken;

    Mutant(Trouble trouble, String rule, String broken) {
        this.trouble = trouble;
        this.rule = rule;
        this.broken = broken;
    }

    Trouble trouble() {
        return trouble;
    }

    /** How many keys it takes that are asked for now and then only, whose entries stand when the trouble begins. */
    int cold() {
        return switch (trouble) {
            case REDIS_CUT_OFF_FROM_ALL_WORKERS, REDIS_REPLICA_PROMOTED -> 300;
            default -> 0;
        };
    }

    /** The functions, of a version so high that no worker replaces them. */
    String functions() {
        if (SHIPPED.split(Pattern.quote(rule), -1).length != 2) {
            throw new IllegalStateException(name() + " breaks what is not once in cache.lua: " + rule);
        }
        return SHIPPED.replace(rule, broken).replaceFirst("(?m)^-- version \\d+$", "-- version 1000000");
    }

    static String shipped() {
        try (var file = Mutant.class.getResourceAsStream("/io/percore/document/cache.lua")) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
