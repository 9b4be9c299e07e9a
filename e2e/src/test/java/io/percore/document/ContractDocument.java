package io.percore.document;

import static io.percore.document.ContractStore.CATALOGUE;
import static io.percore.document.ContractStore.inTime;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A document of a test, and the unconditional writes to it. */
record ContractDocument(DocumentStore store, Address at) {

    static final JsonMapper JSON = new JsonMapper();

    static ContractDocument in(DocumentStore store, String collection) {
        return new ContractDocument(
                store, new Address(collection, UUID.randomUUID().toString()));
    }

    static ObjectNode product(String category, int stock) {
        return JSON.createObjectNode()
                .put("name", "n")
                .put("category", category)
                .put("price", 1)
                .put("stock", stock);
    }

    void create(ObjectNode body) {
        commit(creation(body));
    }

    void replace(ObjectNode body) {
        commit(replacement(body));
    }

    void delete() {
        commit(deletion());
    }

    void commit(Write write) {
        var seen = store.envelope(at, true, inTime());
        assertThat(store.store(at, seen, decision(write, seen), inTime())).isEqualTo(Outcome.STORED);
    }

    /** To store it where nothing is. */
    Decision.Store first(ObjectNode body) {
        return decision(creation(body), Optional.empty());
    }

    /** To store it in place of what was seen. */
    Decision.Store next(Envelope seen, ObjectNode body) {
        return decision(replacement(body), Optional.of(seen));
    }

    static Decision.Store decision(Write write, Optional<Envelope> seen) {
        return (Decision.Store) write.decide(seen);
    }

    private Write creation(ObjectNode body) {
        return write(new Change.Create(accepted(body)));
    }

    Write replacement(ObjectNode body) {
        return write(new Change.Replace(accepted(body)));
    }

    Write deletion() {
        return write(new Change.Delete());
    }

    private Write write(Change change) {
        var unconditional = new Preconditions(Optional.empty(), Optional.empty());
        return new Write(at, OperationId.at(Instant.now()), unconditional, change);
    }

    private Body accepted(ObjectNode tree) {
        return Body.accepted(CATALOGUE.collections().get(at.collection()), tree);
    }

    Envelope envelope() {
        return store.envelope(at, true, inTime()).orElseThrow();
    }

    ObjectNode json() {
        var json = new String(store.read(at).orElseThrow().json(), StandardCharsets.UTF_8);
        return JSON.readValue(json, ObjectNode.class);
    }
}
