package io.percore.coherence;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Redis;
import io.percore.bundle.RedisWay;
import io.percore.bundle.SecondRedis;
import io.percore.bundle.StorePair;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A bundle whose workers each have a way of their own to Redis, as those need who make trouble there. */
record Site(Bundle bundle, List<RedisWay> ways) implements AutoCloseable {

    private static final Duration BEGUN_ANEW = Duration.ofSeconds(15);

    static Site of(Bundle bundle) {
        var ways = bundle.workers().stream()
                .map(port -> RedisWay.of(bundle.app(), port))
                .toList();
        bundle.kill(bundle.workers());
        return new Site(bundle, ways);
    }

    StorePair pair() {
        return bundle.pair();
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

    SecondRedis secondRedis() {
        return SecondRedis.on(bundle.app());
    }

    /** Whether a newer generation follows that one, in time, and is used. */
    boolean isBegunAnew(String generation) {
        try {
            Await.until(
                    "a generation after " + generation,
                    BEGUN_ANEW,
                    () -> Long.parseLong(redis().generation()),
                    now -> now > Long.parseLong(generation));
        } catch (AssertionError never) {
            return false;
        }
        awaitCached();
        return true;
    }

    /** Returns when every worker is ready and the edge answers from the cache. */
    void awaitCached() {
        bundle.workers().forEach(bundle::awaitReady);
        var id =
                bundle.api().create("products", Writers.product("coherence", 1)).id();
        bundle.awaitCached(id);
    }

    /** As it was shipped. */
    @Override
    public void close() {
        ways.forEach(RedisWay::close);
        bundle.kill(bundle.workers());
    }
}
