package io.percore.coherence;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Redis;
import io.percore.bundle.RedisWay;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A bundle whose workers each have a way of their own to Redis, as those need who make trouble there. */
record Site(Bundle bundle, List<RedisWay> ways) implements AutoCloseable {

    // A flip, the quarantine of a new generation, and room.
    private static final Duration CACHED_AGAIN = Duration.ofSeconds(30);

    static Site of(Bundle bundle) {
        var ways = bundle.workers().stream()
                .map(port -> RedisWay.of(bundle.app(), port))
                .toList();
        bundle.kill(bundle.workers());
        return new Site(bundle, ways);
    }

    int anyWorker() {
        return ways.get(ThreadLocalRandom.current().nextInt(ways.size())).worker();
    }

    /** Runs a command on the application host, which must succeed. */
    String host(String command) {
        return bundle.app().must(command);
    }

    Redis redis() {
        return new Redis(bundle.app());
    }

    /** Returns when every worker is ready and the edge answers from the cache. */
    void awaitCached() {
        bundle.workers().forEach(bundle::awaitReady);
        var id =
                bundle.api().create("products", Writers.product("coherence", 1)).id();
        Await.until(
                "the edge answers from the cache",
                CACHED_AGAIN,
                () -> bundle.api().read("products", id).header("Cache-Status"),
                status -> status.startsWith("percore-edge; hit"));
    }

    /** As it was shipped. */
    @Override
    public void close() {
        ways.forEach(RedisWay::close);
        bundle.kill(bundle.workers());
    }
}
