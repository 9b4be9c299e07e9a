package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nginx may do when a worker dies under a request: send the same operation to another one. */
@Order(3)
final class ReplayIT {

    private static final int MOST_KEPT = 256;

    private final Bundle bundle;
    private final Api first;
    private final Api second;
    private final String id = UUID.randomUUID().toString();

    ReplayIT(Bundle bundle) {
        this.bundle = bundle;
        this.first = bundle.worker(8081);
        this.second = bundle.worker(8082);
    }

    @Test
    void aRepeatedCreateMakesOneDocument() {
        var answer = sentTwice((worker, operation) ->
                worker.create("products", Writers.product("replay", 1), "Percore-Operation", operation));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(first.read("products", answer.id()).etag()).isEqualTo(answer.etag());
    }

    @Test
    void aRepeatedPutOfAnAbsentDocumentCreatesItOnce() {
        var answer = sentTwice((worker, operation) -> put(worker, 1, "Percore-Operation", operation));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(current()).isEqualTo(answer.etag());
    }

    @Test
    void aRepeatedReplaceIsDoneOnce() {
        put(first, 1);

        var answer = sentTwice((worker, operation) -> put(worker, 2, "Percore-Operation", operation));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(current()).isEqualTo(answer.etag());
    }

    @Test
    void aRepeatedConditionalReplaceIsNotStale() {
        var etag = put(first, 1).etag();

        var answer = sentTwice((worker, operation) -> put(worker, 2, "Percore-Operation", operation, "If-Match", etag));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(current()).isEqualTo(answer.etag());
    }

    @Test
    void aRepeatedPatchIsAppliedOnce() {
        put(first, 1);

        var answer = sentTwice(
                (worker, operation) -> worker.patch("products", id, "{\"stock\": 2}", "Percore-Operation", operation));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(current()).isEqualTo(answer.etag());
    }

    @Test
    void aRepeatedDeleteIsTheSameDelete() {
        put(first, 1);

        var answer = sentTwice((worker, operation) -> worker.delete("products", id, "Percore-Operation", operation));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(first.delete("products", id).status()).isEqualTo(404);
    }

    @Test
    void anOldReplayDoesNotUndoWhatCameAfterIt() {
        var operation = operation();
        put(first, 1);
        var replaced = put(first, 2, "Percore-Operation", operation);
        put(first, 3);

        var replay = put(second, 2, "Percore-Operation", operation);

        assertThat(replay.etag()).isEqualTo(replaced.etag());
        assertThat(second.read("products", id).json().path("stock").asInt()).isEqualTo(3);
    }

    @Test
    void aRetryThatCannotBeToldFromAFirstTryAnyMoreIsRefused() {
        var operation = operation();
        put(first, 1, "Percore-Operation", operation);
        IntStream.rangeClosed(1, MOST_KEPT).forEach(stock -> put(first, stock));
        var before = current();

        var late = put(second, 1, "Percore-Operation", operation);

        assertThat(late.status()).isEqualTo(503);
        assertThat(late.code()).isEqualTo("outcome-unknown");
        assertThat(current()).isEqualTo(before);
    }

    @Test
    void aTryThatHungIsDoneOnceWithItsRetry() throws ExecutionException, InterruptedException {
        put(first, 1);
        var operation = operation();

        signal("STOP");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var hung = clients.submit(() -> put(first, 2, "Percore-Operation", operation));
            var retried = put(second, 2, "Percore-Operation", operation);
            signal("CONT");

            assertThat(hung.get().etag()).isEqualTo(retried.etag()).isEqualTo(current());
        } finally {
            signal("CONT");
        }
    }

    private void signal(String name) {
        bundle.app().must("systemctl kill --signal " + name + " percore@8081");
    }

    @Test
    void aClientCannotNameAnOperation() {
        var operation = operation();

        var one = bundle.api().create("products", Writers.product("replay", 1), "Percore-Operation", operation);
        var other = bundle.api().create("products", Writers.product("replay", 2), "Percore-Operation", operation);

        assertThat(other.id()).isNotEqualTo(one.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1.2-3", "1763848800.123-zz"})
    void aMalformedOperationIsRefused(String operation) {
        var answer = put(first, 1, "Percore-Operation", operation);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isNotEmpty();
        assertThat(first.read("products", id).status()).isEqualTo(404);
    }

    private Answer sentTwice(BiFunction<Api, String, Answer> request) {
        var operation = operation();
        var answer = request.apply(first, operation);
        var replay = request.apply(second, operation);
        assertThat(replay.status()).as(replay.toString()).isEqualTo(answer.status());
        assertThat(replay.text()).isEqualTo(answer.text());
        assertThat(replay.etag()).isEqualTo(answer.etag());
        assertThat(replay.header("Location")).isEqualTo(answer.header("Location"));
        return answer;
    }

    private Answer put(Api worker, int stock, String... headers) {
        return worker.replace("products", id, Writers.product("replay", stock), headers);
    }

    private String current() {
        return second.read("products", id).etag();
    }

    private static String operation() {
        var now = Instant.now();
        return "%d.%03d-%s"
                .formatted(
                        now.getEpochSecond(),
                        now.getNano() / 1_000_000,
                        UUID.randomUUID().toString().replace("-", ""));
    }
}
