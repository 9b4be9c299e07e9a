package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.SharesStorePair;
import io.percore.bundle.StoreHost;
import io.percore.bundle.StorePair;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** FerretDB tells of lost and of read-only servers with the code of internal errors (1): a write may be stored or not, and is so once. */
@Order(38)
@StoreHost
@SharesStorePair
final class UnknownOutcomeIT {

    private static final int WRITES = 8;

    private final Bundle bundle;
    private final StorePair pair;

    UnknownOutcomeIT(Bundle bundle) {
        this.bundle = bundle;
        this.pair = bundle.pair();
    }

    @Test
    void aWriteToAServerThatTakesNoneIsRefusedAndStoredOnceWhenItIsRepeated() {
        var begin = Instant.now();
        var key = UUID.randomUUID().toString();
        Supplier<Answer> creation = () ->
                bundle.api().create("products", Writers.product("unknown", 1), "Idempotency-Key", '"' + key + '"');
        var replacement = replacements(1).getFirst();

        pair.leadToStandby();
        try {
            assertThat(List.of(replacement.get(), creation.get()))
                    .allSatisfy(answer -> assertThat(answer.code()).isEqualTo("store-unavailable"));
        } finally {
            pair.leadToPrimary();
        }

        assertThat(bundle.store().journal(500, "-u ferretdb", "--since=@" + begin.getEpochSecond()))
                .contains("the database is in recovery")
                .contains("\"command\":\"update\",\"result\":\"InternalError\"");
        assertStoredOnce(replacement, 200, 2);
        assertStoredOnce(creation, 201, 1);
    }

    @Test
    void writesWhoseServerProcessesAreLostAreStoredOnce() {
        var replacements = replacements(WRITES);

        pair.pause();
        var answers = replacements.stream().map(CompletableFuture::supplyAsync).toList();
        try {
            pair.kill(awaitLate().getFirst());
        } finally {
            pair.resume();
        }

        assertThat(answers.stream().map(CompletableFuture::join).map(Answer::status))
                .isSubsetOf(200, 503);
        replacements.forEach(replacement -> assertStoredOnce(replacement, 200, 2));
    }

    private List<String> awaitLate() {
        return Await.until(
                "the writes wait for the second host",
                Duration.ofSeconds(30),
                () -> pair.late("products"),
                processes -> processes.size() == WRITES);
    }

    /** Each of another document, and the same operation whenever it is sent. */
    private List<Supplier<Answer>> replacements(int count) {
        return Stream.generate(() -> bundle.api()
                        .create("products", Writers.product("unknown", 1))
                        .id())
                .limit(count)
                .map(this::replacement)
                .toList();
    }

    private Supplier<Answer> replacement(String id) {
        var operation = "%d.000-%s"
                .formatted(
                        Instant.now().getEpochSecond(),
                        UUID.randomUUID().toString().replace("-", ""));
        var worker = bundle.worker(bundle.workers().getFirst());
        return () -> worker.replace("products", id, Writers.product("unknown", 2), "Percore-Operation", operation);
    }

    private static void assertStoredOnce(Supplier<Answer> write, int status, int revision) {
        var stored =
                Await.until("the write is stored", Duration.ofSeconds(30), write, answer -> answer.status() == status);

        assertThat(stored.etag()).isEqualTo('"' + "" + revision + '"');
        assertThat(write.get().etag()).isEqualTo(stored.etag());
    }
}
