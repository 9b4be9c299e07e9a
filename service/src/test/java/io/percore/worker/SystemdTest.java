package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void messagesReachASocketInTheFileSystem() throws Throwable {
        var path = folder.resolve("notify").toString();
        try (var socket = new DatagramSocket(path)) {
            Systemd.of(Map.of("NOTIFY_SOCKET", path)).ready("serving");

            assertThat(socket.next(SOON)).contains("READY=1\nSTATUS=serving");
        }
    }

    @Test
    void messagesReachAnAbstractSocket() throws Throwable {
        var name = "@percore-" + UUID.randomUUID();
        try (var socket = new DatagramSocket(name)) {
            var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", name));
            systemd.alive("serving");
            systemd.stopping("draining");

            assertThat(socket.next(SOON)).contains("WATCHDOG=1\nSTATUS=serving");
            assertThat(socket.next(SOON)).contains("STOPPING=1\nSTATUS=draining");
        }
    }

    @Test
    void withoutSystemdNothingHappens() {
        var systemd = Systemd.of(Map.of());

        assertThat(systemd.listens()).isFalse();
        assertThatCode(() -> systemd.ready("serving")).doesNotThrowAnyException();
    }

    @Test
    void aSocketThatIsGoneDoesNotEndTheWorker() {
        var systemd =
                Systemd.of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()));

        assertThatCode(() -> systemd.ready("serving")).doesNotThrowAnyException();
    }

    @Test
    void theWatchdogIsForTheProcessItNames() {
        var mine = Systemd.of(Map.of("WATCHDOG_USEC", "3000000"));
        var anothers = Systemd.of(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1"));

        assertThat(mine.watchdog()).contains(Duration.ofSeconds(3));
        assertThat(anothers.watchdog()).isEmpty();
    }
}
