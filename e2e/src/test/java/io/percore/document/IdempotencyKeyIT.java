package io.percore.document;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that heard no answer sends its request again under the key that it gave it. */
@Order(3)
final class IdempotencyKeyIT {

    private static final int DAY = 24 * 60 * 60;

    private static MongoClient client;

    private final Bundle bundle;
    private final Api api;
    private final String id = UUID.randomUUID().toString();
    private final String key = UUID.randomUUID().toString();

    IdempotencyKeyIT(Bundle bundle) {
        this.bundle = bundle;
        this.api = bundle.api();
    }

    @BeforeAll
    static void connect() {
        client = MongoClients.create(System.getProperty("percore.test.mongodb"));
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Test
    void aCreationMakesOneDocument() {
        var answer = sentTwice(this::create);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/v1/products/" + answer.id());
        assertThat(api.read("products", answer.id()).etag()).isEqualTo(answer.etag());
    }

    @Test
    void aWriteIsDoneOnce() {
        assertThat(sentTwice(key -> put(1, "Idempotency-Key", key)).status()).isEqualTo(201);
        assertThat(sentTwice(key -> put(2, "Idempotency-Key", key)).etag()).isEqualTo("\"2\"");
        assertThat(sentTwice(key -> api.patch("products", id, "{\"stock\": 3}", "Idempotency-Key", key))
                        .etag())
                .isEqualTo("\"3\"");

        assertThat(current().etag()).isEqualTo("\"3\"");
        assertThat(sentTwice(key -> api.delete("products", id, "Idempotency-Key", key))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aConditionalWriteThatSucceededIsNotStaleWhenSentAgain() {
        var created = sentTwice(key -> put(1, "Idempotency-Key", key, "If-None-Match", "*"));
        var replaced = sentTwice(key -> put(2, "Idempotency-Key", key, "If-Match", created.etag()));

        assertThat(created.status()).isEqualTo(201);
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(current().etag()).isEqualTo(replaced.etag());
    }

    @Test
    void whatCameInBetweenStays() {
        var first = put(1, "Idempotency-Key", quoted(key));
        api.delete("products", id);
        put(2);

        var again = put(1, "Idempotency-Key", quoted(key));

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(current().json().path("stock").asInt()).isEqualTo(2);
    }

    @Test
    void anotherRequestUnderTheKeyIsRefused() {
        put(1, "Idempotency-Key", quoted(key));

        var others = List.of(
                put(2, "Idempotency-Key", quoted(key)),
                put(1, "Idempotency-Key", quoted(key), "If-Match", "\"1\""),
                api.replace("products", "other-" + id, product(1), "Idempotency-Key", quoted(key)),
                api.delete("products", id, "Idempotency-Key", quoted(key)),
                create(quoted(key)));

        assertThat(others).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("key-reused");
        });
        assertThat(current().etag()).isEqualTo("\"1\"");
        assertThat(api.read("products", "other-" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"\"", "\"x", "\"a\", \"b\"", "\"a\";p=1"})
    void aMalformedKeyIsRefused(String header) {
        var answer = put(1, "Idempotency-Key", header);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-header");
        assertThat(current().status()).isEqualTo(404);
    }

    @Test
    void aRefusedRequestFreesItsKey() {
        var refused = api.patch("products", id, "{\"stock\": 2}", "Idempotency-Key", quoted(key));
        put(1);

        var accepted = api.patch("products", id, "{\"stock\": 3}", "Idempotency-Key", quoted(key));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(current().json().path("stock").asInt()).isEqualTo(3);
    }

    @Test
    void whileTheFirstIsWorkedOnTheSecondIsRefused() {
        put(1, "Idempotency-Key", quoted(key));
        workedOnUntil(Instant.now().plusSeconds(3600));

        var second = put(1, "Idempotency-Key", quoted(key));

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("key-in-flight");
        assertThat(second.header("Retry-After")).isNotEmpty();
    }

    @Test
    void theEdgesOwnRetryIsNotASecondRequest() {
        var headers = new String[] {"Idempotency-Key", quoted(key), "Percore-Operation", operation()};
        var first = bundle.worker(8081).create("products", product(1), headers);
        workedOnUntil(Instant.now().plusSeconds(3600));

        var retry = bundle.worker(8082).create("products", product(1), headers);

        assertThat(retry.status()).isEqualTo(201);
        assertThat(retry.text()).isEqualTo(first.text());
    }

    /** The worker died after the write and before it noted the answer. */
    @Test
    void whatWasDoneButNotNotedIsFoundInTheDocument() {
        var first = create(quoted(key));
        workedOnUntil(Instant.now().minusSeconds(1));

        var again = sentTwice(quoted(key), this::create);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(claims().find(eq(key)).first()).containsKey("answer");
    }

    /** The worker died before the write. */
    @Test
    void whatWasBegunButNotDoneIsDoneByWhoeverAsksNext() {
        put(1, "Idempotency-Key", quoted(key));
        claims().updateOne(eq(key), set("operation", operation()));
        workedOnUntil(Instant.now().minusSeconds(1));

        var again = sentTwice(quoted(key), sent -> put(1, "Idempotency-Key", sent));

        assertThat(again.etag()).isEqualTo("\"2\"");
        assertThat(current().etag()).isEqualTo("\"2\"");
    }

    @Test
    void manyAtOnceMakeOneDocument() throws InterruptedException, ExecutionException {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = clients.invokeAll(IntStream.range(0, 20)
                    .<Callable<Answer>>mapToObj(number -> () -> create(quoted(key)))
                    .toList());

            var locations = Stream.<String>builder();
            for (var answer : answers) {
                assertThat(answer.get().status()).isIn(201, 409);
                locations.add(answer.get().header("Location"));
            }
            assertThat(locations.build().filter(location -> !location.isEmpty()).distinct())
                    .containsExactly(create(quoted(key)).header("Location"));
        }
    }

    @Test
    void keysAreKeptForADay() {
        assertThat(claims().listIndexes()).anySatisfy(index -> {
            assertThat(index.getString("name")).isEqualTo("percore-expiry");
            assertThat(index.get("expireAfterSeconds", Number.class).intValue()).isEqualTo(DAY);
        });
    }

    private Answer sentTwice(Function<String, Answer> request) {
        return sentTwice(quoted(UUID.randomUUID().toString()), request);
    }

    private static Answer sentTwice(String key, Function<String, Answer> request) {
        var answer = request.apply(key);
        var again = request.apply(key);
        assertThat(again.status()).as(again.toString()).isEqualTo(answer.status());
        assertThat(again.text()).isEqualTo(answer.text());
        assertThat(again.etag()).isEqualTo(answer.etag());
        assertThat(again.header("Location")).isEqualTo(answer.header("Location"));
        return answer;
    }

    /** Makes it look as if the first request had not been answered yet. */
    private void workedOnUntil(Instant end) {
        claims().updateOne(eq(key), combine(set("until", Date.from(end)), unset("answer")));
    }

    private static MongoCollection<Document> claims() {
        return client.getDatabase("percore").getCollection("idempotency_keys");
    }

    private static String operation() {
        return OperationId.at(Instant.now()).text();
    }

    private Answer create(String key) {
        return api.create("products", product(1), "Idempotency-Key", key);
    }

    private Answer put(int stock, String... headers) {
        return api.replace("products", id, product(stock), headers);
    }

    private Answer current() {
        return api.read("products", id);
    }

    private static String product(int stock) {
        return Writers.product("key", stock);
    }

    private static String quoted(String key) {
        return "\"" + key + "\"";
    }
}
