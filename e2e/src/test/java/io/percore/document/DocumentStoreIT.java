package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.percore.Secret;
import io.percore.Settings;
import io.percore.catalogue.Catalogue;
import io.percore.query.Page;
import io.percore.refusal.StateRefusal.DuplicateValue;
import io.percore.refusal.StateRefusal.Overloaded;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the rest of the service may rely on, asked of the running server. */
@Order(1)
final class DocumentStoreIT {

    private static final String DATABASE = "percore-contract-" + UUID.randomUUID();
    private static final Catalogue CATALOGUE = Catalogue.read(Path.of("../ansible/files/catalogue/catalogue.yaml"));
    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration SHORT = Duration.ofMillis(100);

    private static DocumentStore store;

    private final Address at = new Address("products", UUID.randomUUID().toString());

    @BeforeAll
    static void connect() throws InterruptedException {
        store = open(System.getProperty("percore.test.mongodb"));
        assertThat(store.indexes().await(Duration.ofSeconds(30)))
                .as(store.indexes().state())
                .isTrue();
    }

    private static DocumentStore open(String uri) {
        return open(uri, 8);
    }

    private static DocumentStore open(String uri, int connections) {
        var settings = new Settings.Mongodb(
                new Secret(uri),
                DATABASE,
                connections,
                Duration.ofMillis(1500),
                Duration.ofMillis(500),
                Duration.ofMillis(500));
        return new DocumentStore(settings, CATALOGUE, Clock.systemUTC(), new PrometheusRegistry());
    }

    @AfterAll
    static void dropDatabase() {
        store.close();
        try (MongoClient client = MongoClients.create(System.getProperty("percore.test.mongodb"))) {
            client.getDatabase(DATABASE).drop();
        }
    }

    @Test
    void whatWasStoredIsReadBackWithItsRevision() {
        assertThat(store.read(at)).isEmpty();

        stored(create(product("a", 1)));

        assertThat(json()).isEqualTo(product("a", 1));
        assertThat(store.read(at).orElseThrow().revision()).isEqualTo(Revision.FIRST);
    }

    @Test
    void numbersAreReadBackExactly() {
        var numbers = JSON.readValue("""
                {"name": "n", "category": "c", "price": 0.1, "stock": 9007199254740993,
                 "attributes": {"int": -2147483648, "long": 9223372036854775807, "double": 1.7976931348623157E308,
                                "decimal": 1234567890123456789012345678901234, "small": 1E-7}}""", ObjectNode.class);

        stored(create(numbers));

        var attributes = json().path("attributes");
        assertThat(json().path("stock").asLong()).isEqualTo(9007199254740993L);
        for (var name : List.of("int", "long", "double", "decimal", "small")) {
            assertThat(attributes.path(name).decimalValue())
                    .as(name)
                    .isEqualByComparingTo(numbers.path("attributes").path(name).decimalValue());
        }
    }

    @Test
    void aWriteOnAnOldRevisionIsLostAndChangesNothing() {
        stored(create(product("a", 1)));
        var seen = envelope();
        stored(replace(product("a", 2)));

        var outcome = store.store(at, Optional.of(seen), decision(replace(product("a", 3)), seen), inTime());

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(json()).isEqualTo(product("a", 2));
    }

    @Test
    void aWriteAfterItsDeadlineIsLost() {
        stored(create(product("a", 1)));
        var seen = envelope();

        var outcome = store.store(
                at,
                Optional.of(seen),
                decision(replace(product("a", 2)), seen),
                new Deadline(Instant.now().minusSeconds(5), Duration.ofSeconds(2), () -> 0));

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(json()).isEqualTo(product("a", 1));
    }

    @Test
    void aCreationAfterItsDeadlineIsLost() {
        var late = new Deadline(Instant.now().minusSeconds(5), Duration.ofSeconds(2), () -> 0);

        var outcome = store.store(at, Optional.empty(), first(product("a", 1)), late);

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(store.envelope(at, false, inTime())).isEmpty();
    }

    @Test
    void aCreationOfWhatIsThereIsLostAndChangesNothing() {
        stored(create(product("a", 1)));

        var outcome = store.store(at, Optional.empty(), first(product("a", 2)), inTime());

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(json()).isEqualTo(product("a", 1));
    }

    @Test
    void anOperationIsStoredOnceAndFoundAgain() {
        stored(create(product("a", 1)));
        var replace = replace(product("a", 2));

        stored(replace);

        assertThat(replace.decide(Optional.of(envelope()))).isInstanceOfSatisfying(Decision.Replay.class, replay -> {
            assertThat(replay.applied().kind()).isEqualTo(Applied.Kind.REPLACED);
            assertThat(replay.applied().revision()).isEqualTo(envelope().revision());
        });
    }

    @Test
    void aDeletedDocumentKeepsItsEnvelopeAndItsRevisionsGoOn() {
        stored(create(product("a", 1)));

        stored(write(new Change.Delete()));
        assertThat(store.read(at)).isEmpty();
        assertThat(envelope().live()).isFalse();

        stored(replace(product("a", 2)));
        assertThat(envelope().revision()).isEqualTo(Revision.FIRST.next().next());
        assertThat(json()).isEqualTo(product("a", 2));
    }

    @Test
    void ofConcurrentCreationsExactlyOneIsStored() throws Exception {
        var outcomes = concurrently(8, () -> store.store(at, Optional.empty(), first(product("a", 1)), inTime()));

        assertThat(outcomes).containsOnlyOnce(Outcome.STORED).contains(Outcome.LOST);
    }

    @Test
    void ofConcurrentReplacementsOfOneRevisionExactlyOneIsStored() throws Exception {
        stored(create(product("a", 1)));
        var seen = envelope();

        var outcomes = concurrently(
                8, () -> store.store(at, Optional.of(seen), decision(replace(product("a", 2)), seen), inTime()));

        assertThat(outcomes).containsOnlyOnce(Outcome.STORED).contains(Outcome.LOST);
        assertThat(envelope().revision()).isEqualTo(Revision.FIRST.next());
    }

    @Test
    void aUniqueValueHasOneOwner() {
        var body = user(UUID.randomUUID() + "@example.org");
        var owner = new Address("users", UUID.randomUUID().toString());
        var other = new Address("users", UUID.randomUUID().toString());
        store.store(owner, Optional.empty(), first(owner, body), inTime());

        assertThatThrownBy(() -> store.store(other, Optional.empty(), first(other, body), inTime()))
                .isInstanceOf(DuplicateValue.class)
                .hasMessageContaining("email")
                .hasMessageNotContaining(owner.id());
    }

    @Test
    void aDeletedOwnerLeavesItsUniqueValue() {
        var body = user(UUID.randomUUID() + "@example.org");
        var owner = new Address("users", UUID.randomUUID().toString());
        var heir = new Address("users", UUID.randomUUID().toString());
        store.store(owner, Optional.empty(), first(owner, body), inTime());
        var seen = store.envelope(owner, false, inTime());
        var delete = write(owner, new Change.Delete());
        store.store(owner, seen, (Decision.Store) delete.decide(seen), inTime());

        assertThat(store.store(heir, Optional.empty(), first(heir, body), inTime()))
                .isEqualTo(Outcome.STORED);
    }

    @Test
    void aPageHoldsTheLivingInTheOrderOfTheirIds() {
        var prefix = "~".repeat(2) + UUID.randomUUID();
        IntStream.of(3, 1, 2, 4)
                .mapToObj(number -> new Address("products", "z" + prefix + number))
                .forEach(address ->
                        store.store(address, Optional.empty(), first(address, product("page", 1)), inTime()));
        var deleted = new Address("products", "z" + prefix + 2);
        var seen = store.envelope(deleted, false, inTime());
        store.store(
                deleted,
                seen,
                (Decision.Store) write(deleted, new Change.Delete()).decide(seen),
                inTime());

        var ids = new ArrayList<String>();
        store.page(new Page("products", 2, "z" + prefix), (id, document) -> ids.add(id));

        assertThat(ids).containsExactly("z" + prefix + 1, "z" + prefix + 3);
    }

    @Test
    void aStoreThatIsNotThereIsRefusedQuickly() {
        try (var absent = open("mongodb://127.0.0.1:9/")) {
            var begin = Instant.now();

            assertThatThrownBy(() -> absent.read(at)).isInstanceOf(StoreUnavailable.class);

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aWriteWhoseTurnDoesNotComeInTimeIsRefusedAsOneTooMany() throws InterruptedException {
        stored(create(product("a", 1)));
        try (var narrow = open(System.getProperty("percore.test.mongodb"), 1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var held = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            threads.execute(() -> narrow.page(new Page("products", 1, ""), (id, document) -> isHeldUntil(done, held)));
            held.await();

            try {
                assertThatThrownBy(() -> narrow.envelope(at, false, soon())).isInstanceOf(Overloaded.class);
                assertThatThrownBy(() -> narrow.store(at, Optional.empty(), first(product("a", 2)), soon()))
                        .isInstanceOf(Overloaded.class);
            } finally {
                done.countDown();
            }
        }
        assertThat(json()).isEqualTo(product("a", 1));
    }

    private void stored(Write write) {
        var seen = store.envelope(at, true, inTime());
        assertThat(store.store(at, seen, (Decision.Store) write.decide(seen), inTime()))
                .isEqualTo(Outcome.STORED);
    }

    private static Decision.Store decision(Write write, Envelope seen) {
        return (Decision.Store) write.decide(Optional.of(seen));
    }

    private Decision.Store first(ObjectNode body) {
        return first(at, body);
    }

    private static Decision.Store first(Address at, ObjectNode body) {
        return (Decision.Store) write(at, new Change.Create(body(at, body))).decide(Optional.empty());
    }

    private Write create(ObjectNode body) {
        return write(new Change.Create(body(at, body)));
    }

    private Write replace(ObjectNode body) {
        return write(new Change.Replace(body(at, body)));
    }

    private Write write(Change change) {
        return write(at, change);
    }

    private static Write write(Address at, Change change) {
        var unconditional = new Preconditions(Optional.empty(), Optional.empty());
        return new Write(at, OperationId.at(Instant.now()), unconditional, change);
    }

    private static Body body(Address at, ObjectNode tree) {
        return Body.accepted(CATALOGUE.collections().get(at.collection()), tree);
    }

    private Envelope envelope() {
        return store.envelope(at, true, inTime()).orElseThrow();
    }

    private ObjectNode json() {
        var json = new String(store.read(at).orElseThrow().json(), StandardCharsets.UTF_8);
        return JSON.readValue(json, ObjectNode.class);
    }

    private static boolean isHeldUntil(CountDownLatch done, CountDownLatch held) {
        held.countDown();
        try {
            done.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static Deadline soon() {
        return new Deadline(Instant.now(), SHORT, System::nanoTime);
    }

    private static Deadline inTime() {
        return new Deadline(Instant.now(), Duration.ofSeconds(5), System::nanoTime);
    }

    private static ObjectNode product(String category, int stock) {
        return JSON.createObjectNode()
                .put("name", "n")
                .put("category", category)
                .put("price", 1)
                .put("stock", stock);
    }

    private static ObjectNode user(String email) {
        return JSON.createObjectNode().put("email", email).put("name", "n");
    }

    private static List<Outcome> concurrently(int times, Callable<Outcome> task) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Outcome>();
            for (var future : threads.invokeAll(
                    IntStream.range(0, times).mapToObj(i -> task).toList())) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }
}
