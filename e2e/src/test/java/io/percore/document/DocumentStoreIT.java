package io.percore.document;

import static io.percore.document.ContractDocument.JSON;
import static io.percore.document.ContractDocument.decision;
import static io.percore.document.ContractDocument.product;
import static io.percore.document.ContractStore.inTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.query.Page;
import io.percore.refusal.StateRefusal.DuplicateValue;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the rest of the service may rely on, asked of the running server. */
@Order(1)
final class DocumentStoreIT {

    private static ContractStore contract;
    private static DocumentStore store;

    private final ContractDocument document = ContractDocument.in(store, "products");

    @BeforeAll
    static void connect() throws InterruptedException {
        contract = new ContractStore();
        store = contract.store();
        contract.awaitIndexes();
    }

    @AfterAll
    static void dropDatabase() {
        contract.close();
    }

    @Test
    void whatWasStoredIsReadBackWithItsRevision() {
        assertThat(store.read(document.at())).isEmpty();

        document.create(product("a", 1));

        assertThat(document.json()).isEqualTo(product("a", 1));
        assertThat(store.read(document.at()).orElseThrow().revision()).isEqualTo(Revision.FIRST);
    }

    @Test
    void numbersAreReadBackExactly() {
        var numbers = JSON.readValue("""
                {"name": "n", "category": "c", "price": 0.1, "stock": 9007199254740993,
                 "attributes": {"int": -2147483648, "long": 9223372036854775807, "double": 1.7976931348623157E308,
                                "decimal": 1234567890123456789012345678901234, "small": 1E-7}}""", ObjectNode.class);

        document.create(numbers);

        var read = document.json();
        assertThat(read.path("stock").asLong()).isEqualTo(9007199254740993L);
        for (var name : List.of("int", "long", "double", "decimal", "small")) {
            assertThat(read.path("attributes").path(name).decimalValue())
                    .as(name)
                    .isEqualByComparingTo(numbers.path("attributes").path(name).decimalValue());
        }
    }

    @Test
    void anOperationIsStoredOnceAndFoundAgain() {
        document.create(product("a", 1));
        var replace = document.replacement(product("a", 2));

        document.commit(replace);

        var seen = document.envelope();
        assertThat(replace.decide(Optional.of(seen))).isInstanceOfSatisfying(Decision.Replay.class, replay -> {
            assertThat(replay.applied().kind()).isEqualTo(Applied.Kind.REPLACED);
            assertThat(replay.applied().revision()).isEqualTo(seen.revision());
        });
    }

    @Test
    void aDeletedDocumentKeepsItsEnvelopeAndItsRevisionsGoOn() {
        document.create(product("a", 1));

        document.delete();
        assertThat(store.read(document.at())).isEmpty();
        assertThat(document.envelope().live()).isFalse();

        document.replace(product("a", 2));
        assertThat(document.envelope().revision())
                .isEqualTo(Revision.FIRST.next().next());
        assertThat(document.json()).isEqualTo(product("a", 2));
    }

    @Test
    void aUniqueValueHasOneOwner() {
        var body = user(UUID.randomUUID() + "@example.org");
        var owner = ContractDocument.in(store, "users");
        var other = ContractDocument.in(store, "users");
        created(owner, body);

        assertThatThrownBy(() -> created(other, body))
                .isInstanceOf(DuplicateValue.class)
                .hasMessageContaining("email")
                .hasMessageNotContaining(owner.at().id());
    }

    @Test
    void aDeletedOwnerLeavesItsUniqueValue() {
        var body = user(UUID.randomUUID() + "@example.org");
        var owner = ContractDocument.in(store, "users");
        var heir = ContractDocument.in(store, "users");
        created(owner, body);
        deleted(owner);

        assertThat(created(heir, body)).isEqualTo(Outcome.STORED);
    }

    @Test
    void aPageHoldsTheLivingInTheOrderOfTheirIds() {
        var prefix = "z~~" + UUID.randomUUID();
        IntStream.of(3, 1, 2, 4)
                .mapToObj(number -> numbered(prefix, number))
                .forEach(numbered -> created(numbered, product("page", 1)));
        deleted(numbered(prefix, 2));

        var ids = new ArrayList<String>();
        store.page(new Page("products", 2, prefix), (id, document) -> ids.add(id));

        assertThat(ids).containsExactly(prefix + 1, prefix + 3);
    }

    @Test
    void aStoreThatIsNotThereIsRefusedQuickly() {
        try (var absent = contract.open("mongodb://127.0.0.1:9/", 8)) {
            var begin = Instant.now();

            assertThatThrownBy(() -> absent.read(document.at())).isInstanceOf(StoreUnavailable.class);

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static Outcome created(ContractDocument document, ObjectNode body) {
        return store.store(document.at(), Optional.empty(), document.first(body), inTime());
    }

    private static void deleted(ContractDocument document) {
        var seen = store.envelope(document.at(), false, inTime());
        store.store(document.at(), seen, decision(document.deletion(), seen), inTime());
    }

    private static ContractDocument numbered(String prefix, int number) {
        return new ContractDocument(store, new Address("products", prefix + number));
    }

    private static ObjectNode user(String email) {
        return JSON.createObjectNode().put("email", email).put("name", "n");
    }
}
