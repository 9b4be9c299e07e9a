package io.percore.edge;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(5)
final class SpreadIT {

    private final Bundle bundle;

    SpreadIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void requestsAreSpreadOverAllWorkers() {
        var answers = IntStream.range(0, 200).mapToObj(request -> bundle.api().list("products", "limit=1"));

        var shares = answers.collect(groupingBy(Answer::worker, counting()));

        assertThat(shares.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        bundle.workers().stream().map(String::valueOf).toList());
        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isGreaterThan(100 / shares.size()));
    }

    @Test
    void whatOneWorkerStoredEveryOtherAndTheEdgeReadAtOnce() {
        for (var writer : doors().toList()) {
            var created = writer.create("products", Writers.product("spread", 1));
            doors().forEach(reader -> assertStock(reader, created.id(), 1));

            writer.replace("products", created.id(), Writers.product("spread", 2));
            doors().forEach(reader -> assertStock(reader, created.id(), 2));

            writer.delete("products", created.id());
            doors().forEach(reader ->
                    assertThat(reader.read("products", created.id()).status()).isEqualTo(404));
        }
    }

    @Test
    void theEdgeShowsTheRetriesOfEveryWorkerAlsoBeforeTheFirstOne() {
        var shown = bundle.edgeMetrics();

        assertThat(bundle.workers())
                .allSatisfy(port -> assertThat(shown)
                        .contains("percore_edge_requests_retried_total{worker=\"127.0.0.1:%d\"} ".formatted(port)));
    }

    private static void assertStock(Api reader, String id, int stock) {
        var answer = reader.read("products", id);
        assertThat(answer.json().path("stock").asInt(-1)).as(answer.toString()).isEqualTo(stock);
    }

    private Stream<Api> doors() {
        return Stream.concat(Stream.of(bundle.api()), bundle.workers().stream().map(bundle::worker));
    }
}
