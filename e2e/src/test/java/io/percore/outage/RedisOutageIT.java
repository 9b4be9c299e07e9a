package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(30)
final class RedisOutageIT {

    private static final String UNASKED = "percore_edge_cache_total{said=\"unasked\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Bundle bundle;

    RedisOutageIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @AfterEach
    void restore() {
        bundle.app().must("systemctl start redis-server && systemctl kill -s CONT redis-server");
    }

    @Test
    void withoutRedisReadsAndWritesGoOnAndAfterItReturnsNothingIsStale() {
        var id = bundle.api().create("products", Writers.product("redis", 0)).id();
        bundle.awaitCached(id);
        var workers = bundle.processes();

        bundle.app().must("systemctl stop redis-server");
        for (int stock = 1; stock <= 20; stock++) {
            assertThat(bundle.api()
                            .replace("products", id, Writers.product("redis", stock))
                            .status())
                    .isEqualTo(200);
            assertStock(id, stock);
        }
        bundle.workers().forEach(bundle::awaitReady);

        bundle.app().must("systemctl start redis-server");
        for (int stock = 21; stock <= 60; stock++) {
            assertThat(bundle.api()
                            .replace("products", id, Writers.product("redis", stock))
                            .status())
                    .isEqualTo(200);
            assertStock(id, stock);
        }
        bundle.awaitCached(id);
        assertStock(id, 60);
        assertThat(bundle.processes()).isEqualTo(workers);
    }

    @Test
    void aKilledRedisIsReplacedAndUsedAgain() {
        var id = bundle.api().create("products", Writers.product("redis", 1)).id();
        bundle.awaitCached(id);

        bundle.app().must("systemctl kill -s KILL redis-server");

        assertStock(id, 1);
        bundle.awaitCached(id);
    }

    @Test
    void aRedisThatHangsIsAskedOnceASecondUntilItAnswersAgain() {
        var id = bundle.api().create("products", Writers.product("redis", 1)).id();
        bundle.awaitCached(id);

        bundle.app().must("systemctl kill -s STOP redis-server");
        Await.until("the edge takes Redis to be away", PATIENCE, () -> {
            assertStock(id, 1);
            return breakerIsOpen();
        });
        var before = bundle.edgeCounter(UNASKED);
        for (int read = 0; read < 20; read++) {
            assertStock(id, 1);
        }
        assertThat(bundle.edgeCounter(UNASKED) - before).isGreaterThan(10);

        bundle.app().must("systemctl kill -s CONT redis-server");
        Await.until("the edge asks Redis again", PATIENCE, () -> {
            assertStock(id, 1);
            return !breakerIsOpen();
        });
        bundle.awaitCached(id);
    }

    private boolean breakerIsOpen() {
        return bundle.edgeCounter("percore_edge_breaker_open") == 1;
    }

    private void assertStock(String id, int stock) {
        var answer = bundle.api().read("products", id);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("stock").asInt()).as(answer.toString()).isEqualTo(stock);
    }
}
