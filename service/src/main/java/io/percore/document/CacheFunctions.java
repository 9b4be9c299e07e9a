package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.percore.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The functions of cache.lua in Redis; each call throws {@link JedisException} after the time limit at the latest.
 *
 * <p>Nothing is sent twice, but to a Redis that did not know the functions yet.
 */
final class CacheFunctions implements AutoCloseable {
    private static final String LIBRARY = "percore";
    private static final Pattern VERSION = Pattern.compile("(?m)^-- version (\\d+)$");
    private static final String CODE = code();

    /** What a function said: a word, and what belongs to it. */
    record Answer(String word, List<String> details) {
        long number(int index) {
            return Long.parseLong(details.get(index));
        }
    }

    private final RedisClient redis;

    CacheFunctions(Settings.Redis settings) {
        this.redis = RedisClient.builder()
                .hostAndPort(new HostAndPort(settings.host(), settings.port()))
                .clientConfig(connections(settings))
                .poolConfig(pool(settings))
                .build();
    }

    private static JedisClientConfig connections(Settings.Redis settings) {
        var timeout = Math.toIntExact(settings.timeout().toMillis());
        var connections = DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(timeout)
                .socketTimeoutMillis(timeout);
        if (!settings.password().isEmpty()) {
            connections.password(settings.password().value());
        }
        return connections.build();
    }

    // One connection for each turn and one for the link. Never fewer than that: on a worker's single carrier thread,
    // many borrowers of a growing pool spin in GenericObjectPool.create and leave the connecting thread no time: 10
    // requests a second were served.
    private static ConnectionPoolConfig pool(Settings.Redis settings) {
        var size = settings.poolSize() + 1;
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        pool.setMinIdle(size);
        pool.setMaxWait(settings.timeout());
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        pool.setJmxEnabled(false);
        return pool;
    }

    /** Opens the connections that the pool lacks. */
    void connect() {
        try {
            redis.getPool().preparePool();
        } catch (JedisException e) {
            throw e;
        } catch (Exception e) {
            throw new JedisException("The pool could not be filled", e);
        }
    }

    /** Closes the idle connections, of which a Redis that went away has left none alive. */
    void disconnect() {
        redis.getPool().clear();
    }

    /** Brings this worker's functions into Redis, unless they or those of a newer release are there. */
    void load() {
        var present = redis.functionListWithCode(LIBRARY);
        if (present.isEmpty() || isReplaced(present.getFirst().getLibraryCode())) {
            redis.functionLoadReplace(CODE);
        }
    }

    private static boolean isReplaced(String present) {
        return !present.equals(CODE) && version(present) <= version(CODE);
    }

    private static int version(String code) {
        var version = VERSION.matcher(code);
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    /** Calls a function on one document. */
    Answer call(String function, Address document, Object... arguments) {
        return loadedCall(function, List.of(bytes(document)), arguments);
    }

    /** Calls a function on the cache as a whole. */
    Answer call(String function, Object... arguments) {
        return loadedCall(function, List.of(), arguments);
    }

    /** Any key there is; none in an empty Redis. */
    Optional<String> anyKey() {
        return Optional.ofNullable(redis.randomKey());
    }

    private Answer loadedCall(String function, List<byte[]> keys, Object... arguments) {
        var encoded = List.of(arguments).stream().map(CacheFunctions::bytes).toList();
        try {
            return answer(redis.fcall(bytes(function), keys, encoded));
        } catch (JedisDataException e) {
            if (!e.getMessage().contains("Function not found")) {
                throw e;
            }
            load();
            return answer(redis.fcall(bytes(function), keys, encoded));
        }
    }

    private static byte[] bytes(Object argument) {
        return argument instanceof byte[] body ? body : argument.toString().getBytes(UTF_8);
    }

    private static Answer answer(Object reply) {
        var texts = ((List<?>) reply).stream().map(CacheFunctions::text).toList();
        return new Answer(texts.getFirst(), texts.subList(1, texts.size()));
    }

    private static String text(Object part) {
        return new String((byte[]) part, UTF_8);
    }

    private static String code() {
        try (var file = CacheFunctions.class.getResourceAsStream("cache.lua")) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
