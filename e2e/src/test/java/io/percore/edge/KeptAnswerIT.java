package io.percore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(4)
final class KeptAnswerIT {
    private final String id = UUID.randomUUID().toString();
    private final Bundle bundle;

    KeptAnswerIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void theEdgeAnswersForItsSecondsByItselfAndSaysSo() {
        write("old");
        var byWorker = read();
        write("new");

        var byEdge = read();

        assertThat(byWorker.worker()).isNotEmpty();
        assertThat(byEdge.worker()).isEmpty();
        assertThat(byEdge.text()).isEqualTo(byWorker.text());
        assertThat(byEdge.etag()).isEqualTo(byWorker.etag());
        assertThat(byEdge.header("Cache-Status")).matches("percore-edge; hit; ttl=-?\\d");
        assertThat(byEdge.header("Age")).matches("\\d");
        assertThat(byEdge.header("Cache-Control")).contains("s-maxage=2", "stale-while-revalidate=2");
        Await.until(
                "what is new is read",
                Duration.ofSeconds(20),
                this::read,
                answer -> answer.text().contains("new"));
    }

    @Test
    void listsAreKeptAsWell() {
        write("listed");
        var first = bundle.api().list("articles", "limit=7");

        var second = bundle.api().list("articles", "limit=7");

        assertThat(second.worker()).isEmpty();
        assertThat(second.text()).isEqualTo(first.text());
    }

    @Test
    void whoMakesItDependOnARevisionIsAnsweredByAWorker() {
        write("t");
        var etag = read().etag();

        assertThat(bundle.api().read("articles", id, "If-Match", etag).worker()).isNotEmpty();
    }

    @Test
    void whoNamesHimselfIsAnsweredByAWorker() {
        write("t");
        read();

        assertThat(bundle.api()
                        .read("articles", id, "Authorization", "Basic eDp5")
                        .worker())
                .isNotEmpty();
    }

    @Test
    void whatAClientHasAlreadyIsNotSentAgain() {
        write("t");
        var etag = read().etag();

        var again = bundle.api().read("articles", id, "If-None-Match", etag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.worker()).isEmpty();
    }

    @Test
    void whatWasDeletedIsGoneAfterItsSeconds() {
        write("t");
        read();
        bundle.api().delete("articles", id);

        Await.until("it is gone", Duration.ofSeconds(20), () -> read().status(), status -> status == 404);
    }

    @Test
    void whatIsNotThereIsNotKept() {
        assertThat(read().status()).isEqualTo(404);

        write("t");

        assertThat(read().status()).isEqualTo(200);
    }

    @Test
    void otherCollectionsMayNotBeKeptAndAreCurrent() {
        var answer = bundle.api().list("users", "limit=1");

        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(bundle.api().list("users", "limit=1").worker()).isNotEmpty();
    }

    private Answer read() {
        return bundle.api().read("articles", id);
    }

    private void write(String title) {
        var answer = bundle.api().replace("articles", id, "{\"title\":\"" + title + "\",\"text\":\"x\"}");
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    }
}
