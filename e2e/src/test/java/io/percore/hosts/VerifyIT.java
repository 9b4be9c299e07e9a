package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What an operator's own check of an installation says, and what it leaves behind. */
@Order(59)
final class VerifyIT {

    private static final String VERIFY = "/usr/local/lib/percore/verify ";
    // Above the time in which it awaits a worker and deletes its documents.
    private static final Duration PUT_BACK = Duration.ofSeconds(60);

    private final Bundle bundle;

    VerifyIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @BeforeEach
    void everythingIsWell() {
        bundle.awaitServing();
    }

    @AfterEach
    void everythingIsPutBack() {
        Await.until(
                "it has ended",
                PUT_BACK,
                () -> bundle.app().run("pgrep -f '[l]ib/percore/verify'").exitCode() == 1);
        assertThat(documents()).isEmpty();
        bundle.awaitServing();
        assertThat(bundle.app().must("systemctl is-active redis-server percore@*"))
                .doesNotContain("inactive");
        assertThat(bundle.app().run("ls /run/percore/deploy.json").exitCode()).isNotZero();
        assertThat(bundle.app().must("systemctl list-timers --all --no-legend 'percore-verify-*'"))
                .isEmpty();
    }

    // What README says, and so this suite's run of README, commits all five.
    @Test
    void everyFaultIsReportedWithWhatItCost() {
        var verified = verify("--yes kill redis").succeeded();

        assertThat(verified.lines())
                .filteredOn(line -> line.matches("(kill|redis) .* \\d+"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).matches(".* [1-9]\\d* +\\d+ ms +\\d+ +\\d+\\.\\d s +0"));
    }

    @Test
    void theFirstErrorEndsItAndIsShown() {
        configureEdge("s/^proxy_next_upstream .*/proxy_next_upstream off;/");
        try {
            var verified = verify("--yes kill hang");

            assertThat(verified.exitCode()).as(verified.text()).isEqualTo(1);
            assertThat(verified.text())
                    .containsPattern("\\S+ (GET|POST|PUT|PATCH|DELETE) /v1/products\\S* .* was answered 502")
                    .containsPattern("the edge's log: \\{.*\"status\":502")
                    .contains("kill percore@")
                    .doesNotContain("hang percore@");
        } finally {
            configureEdge("");
        }
    }

    @Test
    void whoeverStartedItMayBeGone() {
        var connection =
                bundle.controller().run("timeout --signal=KILL 8 ssh admin@app sudo " + VERIFY + "--yes drain");

        assertThat(connection.text()).contains("drain percore@8081 ...").doesNotContain("well again");
    }

    @Test
    void noDeployComesInBetween() {
        var verified = CompletableFuture.supplyAsync(() -> verify("--yes hang"));
        Await.until(
                "it has begun",
                PUT_BACK,
                () -> bundle.app().run("ls /run/percore/deploy.json").exitCode() == 0);

        var deploy = bundle.deploy(bundle.release(), "").output();

        assertThat(deploy.exitCode()).isNotZero();
        assertThat(deploy.text().replaceAll("\\s+", " ")).contains("verify by root@app is under way");
        verified.join().succeeded();
    }

    @Test
    void aWorkerThatIsNotWellIsNamedAndNothingIsDone() {
        var port = bundle.workers().getLast();
        var before = bundle.processes().get(bundle.workers().getFirst());
        bundle.app().must("systemctl stop percore@" + port);
        try {
            var refused = verify("--yes");

            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.lines())
                    .containsExactly("verify: not everything is well: percore@" + port + ": it is inactive (dead)");
            assertThat(bundle.processes()).containsEntry(bundle.workers().getFirst(), before);
        } finally {
            bundle.app().must("systemctl start percore@" + port);
        }
    }

    @Test
    void withoutATerminalItAsksNobodyAndDoesNothing() {
        var refused = verify("");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.lines())
                .containsExactly("verify: there is no terminal to ask on: --yes goes on without a question");
    }

    private Output verify(String arguments) {
        return bundle.app().run(VERIFY + arguments);
    }

    private void configureEdge(String change) {
        bundle.app()
                .must(
                        "cd /etc/nginx && sed '%s' candidate/percore/proxy.conf > percore/proxy.conf && systemctl reload nginx"
                                .formatted(change));
    }

    /** The ids of its documents that are there. */
    private List<String> documents() {
        var ids = new ArrayList<String>();
        var page = bundle.api().list("products", "limit=200").json();
        while (true) {
            page.path("documents").forEach(document -> {
                if (document.path("body").path("category").asString().equals("percore-verify")) {
                    ids.add(document.path("id").asString());
                }
            });
            if (!page.has("next")) {
                return ids;
            }
            page = bundle.api()
                    .list("products", "limit=200&after=" + page.path("next").asString())
                    .json();
        }
    }
}
