package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import io.percore.bundle.PlaybookRun;
import io.percore.bundle.Release;
import io.percore.fault.Behaviour;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients notice neither that workers change their release nor that a release is no good. */
@Order(45)
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class DeployIT {

    private static final int DEPLOYS = Integer.getInteger("percore.deploys", 1);
    private static final String BRIEFLY = "-e percore_watch=3 ";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);
    private static final String NEWEST =
            "cat $(ls -t /root/receipts/*.json /var/lib/percore/receipts/*.json 2> /dev/null | head -n 1)";
    // The controller has no pkill; the brackets keep the shell from finding itself.
    private static final String KILL_PLAYBOOKS = "for process in /proc/[0-9]*; do "
            + "! grep -qs '[a]nsible-playbook' $process/cmdline || kill -9 ${process#/proc/}; done";
    private static final JsonMapper JSON = new JsonMapper();

    private final Bundle bundle;
    private final Release shipped;
    private final Release other;

    DeployIT(Bundle bundle) {
        this.bundle = bundle;
        this.shipped = bundle.release();
        this.other = bundle.variant().marked("other");
    }

    @AfterEach
    void theShippedReleaseRuns() {
        if (!releases().equals(Set.of(shipped.name()))) {
            bundle.rollback("-e percore_watch=0");
            Await.until(
                    "the shipped release is deployed again",
                    LONG_ENOUGH,
                    () -> bundle.deploy(shipped, "-e percore_watch=0").output().exitCode() == 0);
        }
    }

    @Test
    void workersMoveToAnotherReleaseAndBackWithoutALostRequest() {
        var edge = edge();

        try (var load = Load.start(bundle)) {
            for (int deploy = 0; deploy < DEPLOYS; deploy++) {
                bundle.deploy(other, BRIEFLY).succeeded();
                assertThat(releases()).containsExactly(other.name());
                assertThat(results()).containsOnly("moved").hasSameSizeAs(bundle.workers());

                bundle.rollback(BRIEFLY).succeeded();
                assertThat(releases()).containsExactly(shipped.name());
            }
            load.stopAndCompare();
        }

        assertThat(edge()).isEqualTo(edge);
        assertWatched();
    }

    /** Each worker that was moved, and with figures of all that clients might have noticed. */
    private void assertWatched() {
        assertThat(receipt().path("workers"))
                .isNotEmpty()
                .allSatisfy(worker -> assertThat(worker.path("in_flight").isNumber()
                                && worker.path("drain_millis").isNumber()
                                && worker.path("requests").asInt() > 0
                                && worker.path("client_errors").asInt(-1) == 0)
                        .as(worker.toPrettyString())
                        .isTrue());
    }

    @Test
    void aReleaseThatIsNeverReadyIsLeftAgainAndKeepsWhatItsThreadsDid() {
        leftAgainUnderLoad(Behaviour.NEVER_READY, "was not ready within 15 s");

        var dump = "cat $(ls -t /var/log/percore/%d/threads-* | head -n 1)"
                .formatted(bundle.workers().getFirst());
        assertThat(bundle.app().must(dump)).contains("io.percore.worker.WarmUp.run");
    }

    @Test
    void aReleaseThatCrashesIsLeftAgain() {
        leftAgainUnderLoad(Behaviour.CRASHES, "ended by itself");
    }

    private void leftAgainUnderLoad(Behaviour wrong, String reason) {
        var faulty = bundle.variant().faulty(wrong);

        try (var load = Load.start(bundle)) {
            leftAgain(faulty, reason);
            load.stopAndCompare();
        }
    }

    @Test
    void aReleaseThatFailsOneInTwentyRequestsIsLeftAgainAndClientsSeeNoOtherFailure() {
        var faulty = bundle.variant().faulty(Behaviour.FAILS_SOMETIMES);

        try (var load = Load.start(bundle, 500)) {
            leftAgain(faulty, "requests with 5xx");
            load.stopAndCompare();

            assertThat(load.tolerated()).isEqualTo(clientErrors());
        }
    }

    private void leftAgain(Release faulty, String reason) {
        var run = bundle.deploy(faulty, "-e percore_seconds_to_ready=15");

        assertFailed(run, "deploy of " + faulty.name() + " failed at percore@");
        assertThat(releases()).containsExactly(shipped.name());
        assertThat(results()).contains("failed");
        assertThat(receipt().path("reason").asString()).contains(reason);
    }

    @Test
    void aCanaryStandsUntilItIsFinished() {
        bundle.deploy(other, BRIEFLY + "-e percore_deploy=canary").succeeded();

        assertThat(releases()).containsExactlyInAnyOrder(shipped.name(), other.name());
        assertThat(bundle.app().must("basename $(readlink /opt/percore/current)"))
                .isEqualTo(shipped.name());
        assertFailed(
                bundle.deploy(shipped, ""),
                "a canary of " + other.name() + " stands on app, percore@8081: finish it, or roll it back first");

        bundle.deploy(shipped, BRIEFLY + "-e percore_deploy=finish").succeeded();

        assertThat(releases()).containsExactly(other.name());
    }

    @Test
    void aWorkerThatServesOnNeitherReleaseTakesNoOtherAlong() {
        var program = "/opt/percore/releases/" + shipped.name() + "/bin/percore-worker";
        var faulty = bundle.variant().faulty(Behaviour.CRASHES);
        bundle.app().must("chmod -x " + program);

        // The first worker ends by itself while the second one moves.
        var run = bundle.deploy(faulty, "-e percore_watch=1");

        bundle.app().must("chmod +x " + program);
        assertFailed(run, "the others stay, since a worker that returned does not serve");
        assertThat(results()).containsExactly("moved", "down");
        assertThat(bundle.app()
                        .must("readlink /opt/percore/workers/"
                                + bundle.workers().getFirst()))
                .endsWith(faulty.name());
        bundle.awaitServing();
    }

    @Test
    void aMoveThatWasCutShortIsWatchedAndAReceiptThatCannotBeKeptUndoesNothing() {
        bundle.install(other);
        bundle.app()
                .must("ln -sfn /opt/percore/releases/%s /opt/percore/workers/%d"
                        .formatted(other.name(), bundle.workers().getLast()));

        var run = bundle.deploy(other, BRIEFLY + "-e percore_receipts_dir=/proc/none");

        assertFailed(run, "/proc/none");
        assertThat(releases()).containsExactly(other.name());
        assertThat(bundle.app().must("basename $(readlink /opt/percore/current)"))
                .isEqualTo(other.name());
        assertWatched();
    }

    @Test
    void oneDeployAtATimeAndOneThatWasCutOffIsCompletedByTheNext() {
        try (var load = Load.start(bundle)) {
            var first = CompletableFuture.supplyAsync(() -> bundle.deploy(other, "-e percore_operator=ada@laptop"));
            Await.until("a worker has moved", LONG_ENOUGH, () -> releases().contains(other.name()));

            assertFailed(bundle.deploy(shipped, "-e percore_operator=bob@desk"), "deploy by ada@laptop is under way");

            bundle.controller().must(KILL_PLAYBOOKS);
            assertThat(first.join().output().exitCode()).isNotZero();
            Await.until(
                    "the next deploy is not refused any more",
                    LONG_ENOUGH,
                    () -> bundle.deploy(other, BRIEFLY).output().exitCode() == 0);

            assertThat(releases()).containsExactly(other.name());
            load.stopAndCompare();
        }
    }

    private void assertFailed(PlaybookRun run, String sentence) {
        assertThat(run.output().exitCode()).isNotZero();
        assertThat(run.output().text().replaceAll("\\s+", " ")).contains(sentence);
    }

    /** What the workers' processes were started from, and what they would be started from. */
    private Set<String> releases() {
        var processes = String.join(" ", bundle.processes().values());
        return new TreeSet<>(bundle.app()
                .must("for pid in " + processes + "; do tr '\\0' '\\n' < /proc/$pid/cmdline | head -n 1; done; "
                        + "readlink /opt/percore/workers/*")
                .lines()
                .map(path -> path.replaceFirst("^/opt/percore/releases/([^/]+).*", "$1"))
                .toList());
    }

    private JsonNode receipt() {
        return JSON.readTree(bundle.app().must(NEWEST));
    }

    private int clientErrors() {
        return receipt()
                .path("workers")
                .valueStream()
                .mapToInt(worker -> worker.path("client_errors").asInt())
                .sum();
    }

    /** What the controller's newest receipt says that became of each worker. */
    private List<String> results() {
        return JSON.readTree(bundle.controller().must(NEWEST))
                .path("workers")
                .valueStream()
                .map(worker -> worker.path("result").asString())
                .toList();
    }

    /** nginx's processes; a reload would bring new ones. */
    private String edge() {
        return bundle.app().must("pgrep nginx | sort");
    }
}
