package io.percore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(4)
final class CachedReadIT {

    private final Bundle bundle;

    CachedReadIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void theEdgeAnswersACachedReadWithoutAnyWorker() {
        var id = cached();
        var before = requestsOfWorkers();

        for (int read = 0; read < 20; read++) {
            assertThat(bundle.api().read("products", id)).satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Cache-Status")).startsWith("percore-edge; hit");
                assertThat(answer.worker()).isEmpty();
                assertThat(answer.json().path("stock").asInt()).isEqualTo(7);
            });
        }

        assertThat(requestsOfWorkers()).isEqualTo(before);
    }

    @Test
    void theEdgeAnswersHeadFromTheCache() {
        var id = cached();
        var read = bundle.api().read("products", id);
        var before = requestsOfWorkers();

        var answer = bundle.api().head("products", id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.etag()).isEqualTo(read.etag());
        assertThat(answer.header("Content-Length"))
                .isEqualTo(String.valueOf(read.text().length()));
        assertThat(answer.text()).isEmpty();
        assertThat(requestsOfWorkers()).isEqualTo(before);
    }

    @Test
    void theEdgeAnswersNotModifiedFromTheCache() {
        var id = cached();
        var etag = bundle.api().read("products", id).etag();
        var before = requestsOfWorkers();

        var answer = bundle.api().read("products", id, "If-None-Match", etag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.etag()).isEqualTo(etag);
        assertThat(answer.text()).isEmpty();
        assertThat(requestsOfWorkers()).isEqualTo(before);
    }

    @Test
    void documentsOfAllSizesAreAnsweredByTheEdgeAsByAWorker() {
        // Around what nginx takes from Redis at once, and much more.
        var sizes = IntStream.concat(IntStream.range(3900, 4100), IntStream.of(60_000));

        sizes.forEach(size -> {
            var id = cached("""
                    {"name": "Large", "category": "cached", "price": 1, "stock": 1, "attributes": {"text": "TEXT"}}""".replace("TEXT", "x".repeat(size)));
            assertThat(bundle.api().read("products", id).text())
                    .hasSizeGreaterThan(size)
                    .isEqualTo(bundle.worker(8081).read("products", id).text());
        });
    }

    @Test
    void aReplacedDocumentIsNeverReadFromTheOldEntry() {
        var id = cached();

        for (int stock = 0; stock < 50; stock++) {
            assertThat(bundle.api()
                            .replace("products", id, Writers.product("cached", stock))
                            .status())
                    .isEqualTo(200);
            assertThat(bundle.api().read("products", id).json().path("stock").asInt())
                    .isEqualTo(stock);
        }
    }

    @Test
    void aDeletedDocumentIsGoneForTheEdgeAtOnce() {
        var id = cached();

        bundle.api().delete("products", id);

        assertThat(bundle.api().read("products", id).status()).isEqualTo(404);
    }

    @Test
    void whatIsNotThereIsAnsweredByTheEdgeAsByAWorker() {
        var id = UUID.randomUUID().toString();
        var byWorker = bundle.worker(8081).read("products", id);

        var byEdge = Await.until(
                "the edge knows that there is none",
                Duration.ofSeconds(5),
                () -> bundle.api().read("products", id),
                answer -> answer.worker().isEmpty());

        assertThat(byEdge.status()).isEqualTo(404);
        assertThat(byEdge.text()).isEqualTo(byWorker.text());
        assertThat(byEdge.header("Content-Type")).isEqualTo(byWorker.header("Content-Type"));
        assertThat(byEdge.header("Cache-Status")).startsWith("percore-edge; hit");
        assertThat(bundle.api().head("products", id)).satisfies(head -> {
            assertThat(head.status()).isEqualTo(404);
            assertThat(head.text()).isEmpty();
        });
    }

    @Test
    void whatWasNotThereIsReadAsSoonAsItIsCreated() {
        for (int created = 0; created < 20; created++) {
            var id = UUID.randomUUID().toString();
            bundle.api().read("products", id);
            bundle.api().read("products", id);

            bundle.api().replace("products", id, Writers.product("cached", created));
            assertThat(bundle.api().read("products", id).status()).isEqualTo(200);

            bundle.api().delete("products", id);
            assertThat(bundle.api().read("products", id).status()).isEqualTo(404);
        }
    }

    @Test
    void aListIsNeverAnsweredFromTheCache() {
        var answer = bundle.api().list("products", "limit=1");

        assertThat(answer.worker()).isNotEmpty();
    }

    @Test
    void theEdgeCountsWhatItAnsweredFromTheCache() {
        var id = cached();
        var before = bundle.edgeCounter("percore_edge_cache_total{said=\"hit\"}");

        bundle.api().read("products", id);

        Await.until(
                "the hit is counted",
                Duration.ofSeconds(5),
                () -> bundle.edgeCounter("percore_edge_cache_total{said=\"hit\"}") == before + 1);
    }

    private String cached() {
        return cached(Writers.product("cached", 7));
    }

    private String cached(String product) {
        var id = bundle.api().create("products", product).id();
        Await.until(
                "the edge answers from the cache",
                Duration.ofSeconds(5),
                () -> bundle.api().read("products", id),
                CachedReadIT::hit);
        return id;
    }

    private static boolean hit(Answer answer) {
        return answer.header("Cache-Status").startsWith("percore-edge; hit");
    }

    private double requestsOfWorkers() {
        return bundle.workers().stream()
                .mapToDouble(port -> bundle.counter(port, "percore_requests_total", "collection=\"products\""))
                .sum();
    }
}
