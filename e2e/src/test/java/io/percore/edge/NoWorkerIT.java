package io.percore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the edge does while no worker is there. */
@Order(4)
@TestInstance(Lifecycle.PER_CLASS)
final class NoWorkerIT {

    private final String id = UUID.randomUUID().toString();
    private final Bundle bundle;

    NoWorkerIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @BeforeAll
    void stopWorkers() {
        var written = bundle.api().replace("articles", id, "{\"title\":\"t\",\"text\":\"x\"}");
        assertThat(written.status()).as(written.toString()).isEqualTo(201);
        assertThat(bundle.api().read("articles", id).status()).isEqualTo(200);
        assertThat(bundle.api().get("/healthz").status()).isEqualTo(200);
        bundle.app().must("systemctl stop percore.target");
    }

    @AfterAll
    void startWorkers() {
        bundle.app().must("systemctl start percore.target");
        bundle.awaitServing();
        assertThat(bundle.api().get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void whatWasKeptIsAnsweredAndSaysHowOldItIs() {
        var stale = Await.until(
                "it is stale",
                Duration.ofSeconds(20),
                () -> bundle.api().read("articles", id),
                answer -> answer.header("Cache-Status").contains("ttl=-"));

        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.header("Age")).matches("\\d+");
    }

    @Test
    void aLoadBalancerIsToldToGoElsewhere() {
        // Workers finish what they have before they are gone.
        var health = Await.until(
                "no worker answers",
                Duration.ofSeconds(20),
                () -> bundle.api().get("/healthz"),
                answer -> answer.status() == 503);

        assertThat(health.code()).isEqualTo("upstream-unavailable");
        assertThat(health.header("Retry-After")).isEqualTo("1");
        assertThat(health.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void whatTheCacheSaidIsLoggedAlsoWhenTheEdgeRefusesInTheEnd() {
        Await.until(
                "no worker answers",
                Duration.ofSeconds(20),
                () -> bundle.api().read("products", id),
                answer -> answer.code().equals("upstream-unavailable"));

        Await.until(
                "the answer of the cache is in the log",
                Duration.ofSeconds(10),
                () -> bundle.app()
                        .run(Bundle.EDGE_LOG + " | grep " + id + " | grep products")
                        .text(),
                line -> line.matches("(?s).*\"cache\":\"[a-z]+\".*"));
    }
}
