package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.WorkerSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** How soon a worker that died comes back: at once, and only in a loop later and later. */
@Order(52)
final class CrashLoopIT {

    /** So many failed starts in a row are followed by no pause. */
    private static final int AT_ONCE = 3;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Bundle bundle;
    private final int port;
    private final String unit;
    private final Instant begin = Instant.now();

    CrashLoopIT(Bundle bundle) {
        this.bundle = bundle;
        this.port = bundle.workers().getLast();
        this.unit = "percore@" + port;
    }

    @AfterEach
    void asShipped() {
        bundle.app().must("systemctl restart " + unit);
        bundle.awaitServing();
    }

    @Test
    void aTightLoopWaitsLongerEachTimeAndEndsAloneWhenItsCauseIsGone() {
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_LOG_LEVEL=loud", List.of(port))) {
            kill();

            Await.until("the pauses grow", LIMIT, this::pauses, pauses -> pauses.containsAll(List.of("1", "2", "4")));
            assertThat(bundle.app().must("cat /run/percore/%d/last-exit".formatted(port)))
                    .contains("exit 78: configuration refused");
            assertThat(bundle.api().list("products", "limit=1").status()).isEqualTo(200);
            assertThat(bundle.app().must("systemctl --failed --plain --no-legend"))
                    .isEmpty();
        }

        bundle.awaitReady(port);
    }

    @Test
    void aDeathInServiceIsNoFailedStartAndAnEndByItselfIsOne() {
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_HEALTHY_AFTER=3600", List.of(port))) {
            bundle.app().must("systemctl restart " + unit);
            bundle.awaitReady(port);
            failedStarts(AT_ONCE);
            kill();
            bundle.awaitReady(port);

            assertThat(pauses()).isEmpty();
            assertThat(failedStarts()).isEqualTo(AT_ONCE);

            endByItself();
            bundle.awaitReady(port);

            assertThat(pauses()).containsExactly("1");
            assertThat(failedStarts()).isEqualTo(AT_ONCE + 1);
        }
    }

    @Test
    void anEndAfterAHealthyLifeIsNoFailedStart() {
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_HEALTHY_AFTER=1", List.of(port))) {
            bundle.app().must("systemctl restart " + unit);
            bundle.awaitReady(port);
            failedStarts(AT_ONCE);
            Await.until("a healthy life", LIMIT, this::lived, seconds -> seconds > 2);
            endByItself();
            bundle.awaitReady(port);
        }

        assertThat(pauses()).isEmpty();
        assertThat(failedStarts()).isZero();
    }

    @Test
    void aPauseEndsWhenNoOtherWorkerServes() {
        try (var _ = WorkerSetting.of(bundle.app(), "PERCORE_LOG_LEVEL=loud", List.of(port))) {
            kill();
            Await.until("a pause of some seconds", LIMIT, this::pauses, pauses -> pauses.contains("4"));

            bundle.kill(bundle.workers().stream().filter(other -> other != port).toList());

            Await.until("the pause is over", LIMIT, this::pauseEnded);
        }
    }

    private boolean pauseEnded() {
        return bundle.app()
                        .run("journalctl --unit %s --since @%d --output cat --grep 'starts now: no other worker'"
                                .formatted(unit, begin.getEpochSecond()))
                        .exitCode()
                == 0;
    }

    private void failedStarts(int failed) {
        bundle.app().must("echo %d > /run/percore/%d/failed-starts".formatted(failed, port));
    }

    private int failedStarts() {
        return Integer.parseInt(
                bundle.app().must("cat /run/percore/%d/failed-starts 2> /dev/null || echo 0".formatted(port)));
    }

    private void endByItself() {
        end("TERM");
    }

    private void kill() {
        end("KILL");
    }

    // A worker exits at a SIGTERM, so to systemd it then ended by itself.
    private void end(String signal) {
        var before = bundle.app().property(unit, "MainPID");
        bundle.app().must("kill -%s %s".formatted(signal, before));
        Await.until(
                "the end of " + before,
                LIMIT,
                () -> bundle.app().property(unit, "MainPID"),
                pid -> !pid.equals(before));
    }

    private double lived() {
        return Double.parseDouble(bundle.app()
                .must("awk '{print $1 - since}' since=$(cat /run/percore/%d/ready) /proc/uptime".formatted(port)));
    }

    /** The seconds that the worker was held back since the test began, one entry each time. */
    private List<String> pauses() {
        return bundle.app()
                .run("journalctl --unit %s --since @%d --output cat | sed -n 's/^starts in \\([0-9]*\\) s.*/\\1/p'"
                        .formatted(unit, begin.getEpochSecond()))
                .lines();
    }
}
