package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.FaultyWorkers;
import io.percore.bundle.Load;
import io.percore.fault.Fault;
import io.percore.fault.FaultPoint;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that dies at the worst moment of a write: the client gets its answer, and the write is applied exactly once. */
@Order(47)
final class FaultIT {

    private static final String COLLECTION = "users";

    private static FaultyWorkers workers;

    private final Bundle bundle;
    private final Api api;

    FaultIT(Bundle bundle) {
        this.bundle = bundle;
        this.api = bundle.api();
    }

    @BeforeAll
    static void begin(Bundle bundle) {
        workers = new FaultyWorkers(bundle, bundle.workers());
    }

    @AfterAll
    static void end() {
        workers.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_COMMIT", "AFTER_COMMIT", "DURING_PUBLISH"})
    void eachKindOfWriteIsAppliedOnceWhenItsWorkerDies(FaultPoint moment) {
        try (var load = Load.start(bundle)) {
            var created = written(moment, "", () -> api.create(COLLECTION, user(1)));
            assertThat(created.status()).as(created.toString()).isEqualTo(201);
            assertThat(created.header("Location")).isEqualTo("/v1/users/" + created.id());
            var id = created.id();
            assertRevision(id, 1, created);

            assertRevision(id, 2, written(moment, id, () -> api.replace(COLLECTION, id, user(2))));
            assertRevision(id, 3, written(moment, id, () -> api.patch(COLLECTION, id, "{\"age\": 3}")));
            assertRevision(
                    id, 4, written(moment, id, () -> api.patch(COLLECTION, id, "{\"age\": 4}", "If-Match", "\"3\"")));
            assertThat(api.read(COLLECTION, id).json().path("age").asInt()).isEqualTo(4);

            var deleted = written(moment, id, () -> api.delete(COLLECTION, id));
            assertThat(deleted.status()).as(deleted.toString()).isEqualTo(204);
            assertThat(api.read(COLLECTION, id).status()).isEqualTo(404);
            assertRevision(id, 6, api.replace(COLLECTION, id, user(6)));
            bundle.awaitServing();
            load.stopAndCompare();
        }
    }

    @Test
    void aKeyOfAWriteWhoseWorkerDiedIsAnsweredAsBefore() {
        var key = "\"" + UUID.randomUUID() + "\"";
        var user = user(7);

        var first = written(FaultPoint.AFTER_COMMIT, "", () -> api.create(COLLECTION, user, "Idempotency-Key", key));
        var second = api.create(COLLECTION, user, "Idempotency-Key", key);

        assertThat(first.status()).as(first.toString()).isEqualTo(201);
        assertThat(second.status()).as(second.toString()).isEqualTo(201);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertRevision(first.id(), 1, second);
    }

    private Answer written(FaultPoint moment, String id, Supplier<Answer> request) {
        bundle.awaitServing();
        // Dying so often, they would soon wait before each start.
        bundle.app().must("rm -f /run/percore/*/failed-starts");
        workers.arm(moment, Fault.DIE, "at=" + COLLECTION + "/" + id);
        var answer = request.get();
        workers.awaitCommitted(moment);
        return answer;
    }

    private void assertRevision(String id, int revision, Answer written) {
        assertThat(written.json().path("revision").asInt())
                .as(written.toString())
                .isEqualTo(revision);
        var read = api.read(COLLECTION, id);
        assertThat(read.etag()).as(read.toString()).isEqualTo("\"" + revision + "\"");
    }

    private static String user(int age) {
        return """
                {"name": "fault", "email": "%s@example.org", "age": %d}""".formatted(UUID.randomUUID(), age);
    }
}
