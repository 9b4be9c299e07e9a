package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.StoreHost;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Order(40)
@StoreHost
final class StoreOutageIT {

    private final Bundle bundle;

    StoreOutageIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ferretdb", "postgresql@18-main"})
    void aStoppedStoreIsAnswered503WithinTwoSecondsAndItsReturnNeedsNoRestart(String unit) {
        var id = bundle.api().create("products", Writers.product("store", 1)).id();
        var workers = bundle.processes();
        bundle.awaitCached(id);

        bundle.store().must("systemctl stop " + unit);
        try {
            assertAnsweredStale(bundle.api(), "percore-edge", id);
            bundle.workers().forEach(port -> assertAnsweredStale(bundle.worker(port), "percore", id));
            assertUnavailable(
                    () -> bundle.api().read("products", UUID.randomUUID().toString()));
            assertUnavailable(() -> bundle.api().list("products", "limit=1"));
            assertUnavailable(() -> bundle.api().create("products", Writers.product("store", 2)));
            assertUnavailable(() -> bundle.api().replace("products", id, Writers.product("store", 2)));
            assertUnavailable(() -> bundle.api().delete("products", id));
            bundle.workers()
                    .forEach(port ->
                            assertThat(bundle.admin(port).get("/live").status()).isEqualTo(200));
        } finally {
            bundle.store().must("systemctl start " + unit);
        }

        awaitWritable();
        assertThat(bundle.api().read("products", id).json().path("stock").asInt())
                .isEqualTo(1);
        assertThat(bundle.processes()).isEqualTo(workers);
    }

    private static void assertUnavailable(Supplier<Answer> request) {
        var begin = Instant.now();
        var answer = request.get();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(2));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("store-unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    /** At first the cache is still believed. */
    private static void assertAnsweredStale(Api api, String cache, String id) {
        Await.until(
                "reads are answered, marked as stale",
                Duration.ofSeconds(10),
                () -> {
                    var answer = api.read("products", id);
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                    return answer.header("Cache-Status");
                },
                status -> status.matches(cache + "; hit; ttl=-[0-9]+"));
        assertThat(api.read("products", id).header("Age")).isNotEmpty();
    }

    private void awaitWritable() {
        Await.until(
                "writes are stored again",
                Duration.ofSeconds(30),
                () -> bundle.api().replace("products", UUID.randomUUID().toString(), Writers.product("store", 3)),
                answer -> answer.status() == 201);
    }
}
