package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Ask;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Crowd;
import io.percore.bundle.FullLogs;
import io.percore.bundle.Load;
import io.percore.bundle.StoreHost;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Logs stay within their bounds, and where there is no room left for them everything else goes on. */
@Order(28)
final class LogsIT {

    private static final String LOG = "/var/log/nginx/access.log";
    private static final long MOST = 1L << 30;
    // What is written until the next look.
    private static final long ROOM = 16L << 20;
    private static final String POSTGRES = "postgresql@18-main";
    private static final int ROUNDS = 12;
    private static final int ROTATIONS = 3;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Bundle bundle;

    LogsIT(Bundle bundle) {
        this.bundle = bundle;
    }

    // What the timer starts meanwhile would be joined, not begun anew.
    private void stopTimer() {
        bundle.app().must("systemctl stop logrotate.timer logrotate.service");
    }

    @AfterEach
    void filledLogsAreRemoved() {
        bundle.app().must("systemctl start logrotate.timer");
        bundle.app().must("rm -f " + LOG + ".*");
    }

    @Test
    void aLogThatHasGrownIsRotatedWithinSeconds() {
        grow("70M");

        Await.until(
                "the timer has it rotated",
                Duration.ofSeconds(30),
                () -> Long.parseLong(bundle.app().must("stat -c %s " + LOG)),
                size -> size < ROOM);
    }

    @Test
    void theEdgesLogsAreBoundedHoweverFastTheyGrow() {
        stopTimer();
        for (var round = 0; round < ROUNDS; round++) {
            grow("100M");
            rotate();
        }

        assertThat(Long.parseLong(bundle.app().must("cat /var/log/nginx/* | wc -c")))
                .isBetween(MOST / 2, MOST + ROOM);
    }

    @Test
    void rotationLosesNoRequestAndNoLine() {
        var mark = UUID.randomUUID().toString();
        stopTimer();

        try (var crowd = Crowd.of(bundle, 4)) {
            var rotated = new AtomicBoolean();
            var asked = CompletableFuture.supplyAsync(
                    () -> crowd.keepAsking(rotated::get, number -> Ask.read(mark + "-" + number)));
            try {
                for (var rotation = 0; rotation < ROTATIONS; rotation++) {
                    awaitMoreLines(mark);
                    grow("70M");
                    rotate();
                }
            } finally {
                rotated.set(true);
            }
            var tally = asked.join();

            assertThat(tally.kinds()).containsOnlyKeys("404 document-not-found");
            Await.until("each has a line", SOON, () -> lines(mark), lines -> lines == tally.served());
        }
    }

    private void awaitMoreLines(String mark) {
        var before = lines(mark);
        Await.until("there are more lines", SOON, () -> lines(mark), lines -> lines > before);
    }

    // With a hole, which takes no room on the disk.
    private void grow(String size) {
        bundle.app().must("truncate -s +" + size + " " + LOG);
    }

    private void rotate() {
        bundle.app().must("systemctl start logrotate.service");
    }

    private long lines(String mark) {
        return Long.parseLong(bundle.app().must("cat " + LOG + "* | grep -c -a -F " + mark + " || true"));
    }

    @Test
    void aFullDiskOfLogsStopsNothingAndIsToldByStatus() {
        try (var _ = FullLogs.on(bundle.app());
                var load = Load.start(bundle)) {
            assertThat(disks())
                    .containsPattern(
                            "(?m)^/var/log is 100 % full \\(0M left\\): .*requests are answered as before; see .*du ");

            bundle.kill(bundle.workers().subList(0, 1));
            load.awaitMore(100);
            load.stopAndCompare();
        }

        assertThat(disks()).doesNotContain("/var/log");
        assertThat(bundle.app().journal(1)).isNotEmpty();
    }

    private String disks() {
        return bundle.app().must("/usr/local/lib/percore/status");
    }

    @Test
    @StoreHost
    void aFullDiskOfLogsOnTheStoreHostStopsNoWrite() {
        try (var load = Load.acrossOutages(bundle)) {
            try (var _ = FullLogs.on(bundle.store())) {
                var killed = postgres();
                bundle.store().must("systemctl kill --signal=KILL " + POSTGRES);
                Await.until("PostgreSQL is back", SOON, this::postgres, pid -> !pid.equals("0") && !pid.equals(killed));
                load.awaitMore(100);
            }
            // Its log is what it was started with.
            bundle.store().must("systemctl restart " + POSTGRES);
            load.awaitMore(100);
            load.stopAndCompare();
        }
    }

    private String postgres() {
        return bundle.store().property(POSTGRES, "MainPID");
    }
}
