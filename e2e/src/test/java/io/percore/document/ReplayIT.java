package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private static final int LEAST_KEPT = 64;
    private static final Duration LONG_AGO = Duration.ofMinutes(1);
    /** The edge's proxy_read_timeout. */
    private static final Duration EDGE_WAITS = Duration.ofSeconds(4);

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
        var answer = sentTwice(ReplayIT::create);

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
    void aRepeatedConditionalDeleteIsTheSameDelete() {
        var etag = put(first, 1).etag();

        var answer = sentTwice(
                (worker, operation) -> worker.delete("products", id, "Percore-Operation", operation, "If-Match", etag));

        assertThat(answer.status()).isEqualTo(204);
    }

    @Test
    void aRepeatedWriteThatOnlyCreatesIsNotRefused() {
        var answer =
                sentTwice((worker, operation) -> put(worker, 1, "Percore-Operation", operation, "If-None-Match", "*"));

        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void aRepeatedDeleteDoesNotTakeWhatWasWrittenAfterIt() {
        put(first, 1);
        var operation = operation();
        first.delete("products", id, "Percore-Operation", operation);
        var again = put(first, 2);

        var replay = second.delete("products", id, "Percore-Operation", operation);

        assertThat(replay.status()).isEqualTo(204);
        assertThat(current()).isEqualTo(again.etag());
    }

    @Test
    void anOldReplayDoesNotUndoWhatCameAfterIt() {
        var operation = operation();
        put(first, 1);
        var replaced = put(first, 2, "Percore-Operation", operation);
        IntStream.rangeClosed(3, 50).forEach(stock -> put(first, stock));

        var replay = put(second, 2, "Percore-Operation", operation);

        assertThat(replay.etag()).isEqualTo(replaced.etag());
        assertThat(second.read("products", id).json().path("stock").asInt()).isEqualTo(50);
    }

    @Test
    void aRetryOfWhatTheDocumentHasForgottenIsRefused() {
        var replace = operation(LONG_AGO);
        var delete = operation(LONG_AGO);
        put(second, 1, "Percore-Operation", replace);
        second.delete("products", id, "Percore-Operation", delete);
        forget(id);
        var before = current();

        var lateReplace = put(second, 1, "Percore-Operation", replace);
        var lateDelete = second.delete("products", id, "Percore-Operation", delete);

        assertThat(List.of(lateReplace, lateDelete)).allSatisfy(late -> {
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.code()).isEqualTo("outcome-unknown");
            assertThat(late.header("Retry-After")).isEmpty();
        });
        assertThat(current()).isEqualTo(before);
    }

    @Test
    void aCreationThatItsDocumentHasForgottenIsRefused() {
        var operation = operation(LONG_AGO);
        var created = second.create("products", Writers.product("replay", 1), "Percore-Operation", operation);
        forget(created.id());
        var before = second.read("products", created.id()).etag();

        var late = second.create("products", Writers.product("replay", 1), "Percore-Operation", operation);

        assertThat(late.code()).isEqualTo("outcome-unknown");
        assertThat(second.read("products", created.id()).etag()).isEqualTo(before);
    }

    /** Enough writes for a document to forget the ones that are older than any retry. */
    private void forget(String document) {
        for (var stock = 0; stock < LEAST_KEPT; stock++) {
            second.replace("products", document, Writers.product("replay", stock));
        }
    }

    @Test
    void aTryAndItsRetryAtTheSameTimeAreDoneOnce() throws ExecutionException, InterruptedException {
        put(first, 1);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var stock = 2; stock < 22; stock++) {
                var operation = operation();
                var patch = "{\"stock\": " + stock + "}";
                var one = clients.submit(() -> first.patch("products", id, patch, "Percore-Operation", operation));
                var two = clients.submit(() -> second.patch("products", id, patch, "Percore-Operation", operation));

                assertThat(one.get().etag())
                        .isEqualTo("\"" + stock + "\"")
                        .isEqualTo(two.get().etag());
            }
        }
        assertThat(current()).isEqualTo("\"21\"");
    }

    @Test
    void aTryThatHungIsDoneOnceWithItsRetry() throws ExecutionException, InterruptedException {
        put(first, 1);
        var replace = operation();
        var create = operation();

        signal("STOP");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var hungReplace = clients.submit(() -> put(first, 2, "Percore-Operation", replace));
            var hungCreate = clients.submit(() -> create(first, create));
            var replaced = put(second, 2, "Percore-Operation", replace);
            var created = create(second, create);
            signal("CONT");

            assertThat(hungReplace.get().etag()).isEqualTo(replaced.etag()).isEqualTo(current());
            assertThat(hungCreate.get().text()).isEqualTo(created.text());
            assertThat(first.read("products", created.id()).etag()).isEqualTo("\"1\"");
        } finally {
            signal("CONT");
        }
    }

    @Test
    void aTryThatHungDoesNotDoWhatItsRetryWasRefused() throws ExecutionException, InterruptedException {
        var begin = Instant.now();
        var operation = operation();
        var patch = "{\"stock\": 2}";

        signal("STOP");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var hung = clients.submit(() -> first.patch("products", id, patch, "Percore-Operation", operation));
            var retried = second.patch("products", id, patch, "Percore-Operation", operation);
            put(second, 1);
            Await.until(
                    "the edge has given the hung try up",
                    EDGE_WAITS.multipliedBy(2),
                    () -> Instant.now().isAfter(begin.plus(EDGE_WAITS)));
            signal("CONT");

            assertThat(retried.status()).isEqualTo(404);
            assertThat(hung.get().status()).isEqualTo(502);
            assertThat(hung.get().code()).isEqualTo("worker-stood-still");
            assertThat(current()).isEqualTo("\"1\"");
        } finally {
            signal("CONT");
        }
    }

    private void signal(String name) {
        bundle.app().must("systemctl kill --signal " + name + " percore@8081");
    }

    private static Answer create(Api worker, String operation) {
        return worker.create("products", Writers.product("replay", 1), "Percore-Operation", operation);
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
        return operation(Duration.ZERO);
    }

    private static String operation(Duration ago) {
        return OperationId.at(Instant.now().minus(ago)).text();
    }
}
