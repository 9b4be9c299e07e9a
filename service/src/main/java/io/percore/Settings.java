package io.percore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every tunable of a worker, read once at start; application.yaml in the jar says what each one means. */
public record Settings(
        Server server,
        Admin admin,
        Catalogue catalogue,
        Mongodb mongodb,
        Redis redis,
        Write write,
        Recycle recycle,
        Log log) {
    /** The listener that serves documents. */
    public record Server(
            String address,
            int port,
            int maxConcurrentRequests,
            int maxQueuedRequests,
            Duration queueTimeout,
            int maxConnections,
            Duration idleTimeout,
            Duration shutdownGrace) {}

    /** The listener for operators. */
    public record Admin(String address, int port) {}

    /** Where the collections are declared. */
    public record Catalogue(Path path) {}

    /** The document store and how long it may take. */
    public record Mongodb(
            Secret uri,
            String database,
            int poolSize,
            Duration operationTimeout,
            Duration connectTimeout,
            Duration serverSelectionTimeout) {}

    /** The cache and how long it may take. */
    public record Redis(
            boolean enabled,
            String host,
            int port,
            Secret password,
            int poolSize,
            Duration timeout,
            Duration sampleEvery) {}

    /** What one write may cost. */
    public record Write(Duration deadline) {}

    /** How large (bytes) and how old a worker may become before it is replaced; 0 is without limit. */
    public record Recycle(int liveHeapPercent, long resident, Duration age, Duration leastAge) {}

    /** What is logged. */
    public record Log(String level, String libraries) {}

    /**
     * Reads the settings from the jar, the file, the credentials and the environment.
     *
     * @throws InvalidConfiguration with every problem there is, when there is any
     */
    public static Settings load(List<String> arguments, Map<String, String> environment) {
        var reader = new SettingsReader(SettingsSources.read(arguments, environment));
        var settings = read(reader);
        reader.refuseProblems();
        return settings;
    }

    /** What is written there, where it can be used; {@code from} knows what cannot. */
    static Settings read(SettingsReader from) {
        var server = server(from);
        return new Settings(
                server,
                admin(from, server),
                new Catalogue(Path.of(from.text("catalogue.path"))),
                mongodb(from),
                redis(from),
                new Write(from.duration("write.deadline", "100ms", "30s")),
                new Recycle(
                        from.number("recycle.live-heap-percent", 0, 99),
                        from.size("recycle.resident", "0B", "1048576MiB"),
                        from.duration("recycle.age", "0s", "87600h"),
                        from.duration("recycle.least-age", "0s", "1h")),
                new Log(level(from, "log.level"), level(from, "log.libraries")));
    }

    private static Server server(SettingsReader from) {
        return new Server(
                from.text("server.address"),
                from.number("server.port", 1, 64535),
                from.number("server.max-concurrent-requests", 1, 10_000),
                from.number("server.max-queued-requests", 0, 100_000),
                from.duration("server.queue-timeout", "10ms", "10s"),
                from.number("server.max-connections", 16, 100_000),
                from.duration("server.idle-timeout", "61s", "1h"),
                from.duration("server.shutdown-grace", "0s", "5m"));
    }

    private static Admin admin(SettingsReader from, Server server) {
        var port = from.number("admin.port", 0, 65535);
        return new Admin(from.text("admin.address"), port == 0 ? server.port() + 1000 : port);
    }

    private static Mongodb mongodb(SettingsReader from) {
        return new Mongodb(
                from.secret("mongodb.uri", "mongodb(\\+srv)?://\\S+", "must be a mongodb:// or mongodb+srv:// URI"),
                from.text("mongodb.database", "[A-Za-z0-9_-]{1,63}", "must be 1 to 63 letters, digits, - or _"),
                from.number("mongodb.pool-size", 1, 500),
                from.duration("mongodb.operation-timeout", "50ms", "1m"),
                from.duration("mongodb.connect-timeout", "10ms", "30s"),
                from.duration("mongodb.server-selection-timeout", "10ms", "30s"));
    }

    private static Redis redis(SettingsReader from) {
        return new Redis(
                from.flag("redis.enabled"),
                from.text("redis.host"),
                from.number("redis.port", 1, 65535),
                from.secret("redis.password", "\\S*", "must not contain white space"),
                from.number("redis.pool-size", 1, 500),
                from.duration("redis.timeout", "5ms", "5s"),
                from.duration("redis.sample-every", "0s", "1h"));
    }

    private static String level(SettingsReader from, String path) {
        return from.oneOf(path, List.of("error", "warn", "info", "debug", "trace"));
    }
}
