package io.percore.document;

import io.percore.Secret;
import io.percore.Settings;
import java.time.Duration;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** A running Redis that no worker uses, and that comes back by itself when it is shut down. */
final class ContractRedis {

    private ContractRedis() {}

    static Settings.Redis settings() {
        var endpoint = HostAndPort.from(System.getProperty("percore.test.redis"));
        var password = new Secret(System.getProperty("percore.test.redis.password", ""));
        return new Settings.Redis(
                true, endpoint.getHost(), endpoint.getPort(), password, 4, Duration.ofMillis(100), Duration.ZERO);
    }

    /** A client for looking behind the cache's back. */
    static RedisClient client() {
        var settings = settings();
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(settings.host(), settings.port()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .password(
                                settings.password().isEmpty()
                                        ? null
                                        : settings.password().value())
                        .build())
                .build();
    }
}
