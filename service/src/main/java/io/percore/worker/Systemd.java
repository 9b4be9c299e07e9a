package io.percore.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the worker tells systemd about itself (sd_notify); without systemd it says nothing, quietly. */
public final class Systemd {
    private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;

    private Systemd(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** The systemd that started this process, as its environment says. */
    public static Systemd of(Map<String, String> environment) {
        var own = String.valueOf(ProcessHandle.current().pid());
        var watchdog = Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(limit -> environment.getOrDefault("WATCHDOG_PID", own).equals(own))
                .map(limit -> Duration.of(Long.parseLong(limit), ChronoUnit.MICROS));
        return new Systemd(Optional.ofNullable(environment.get("NOTIFY_SOCKET")).map(NotifySocket::new), watchdog);
    }

    /** Whether anybody listens. */
    public boolean listens() {
        return socket.isPresent();
    }

    /** The time within which systemd wants a sign of life, if it wants any. */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /** The worker can serve; units that wait for it go on. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + status);
    }

    /** A sign of life. */
    public void alive(String status) {
        tell("WATCHDOG=1\nSTATUS=" + status);
    }

    /** The worker ends because it was told to. */
    public void stopping(String status) {
        tell("STOPPING=1\nSTATUS=" + status);
    }

    private void tell(String message) {
        try {
            if (socket.isPresent()) {
                socket.get().send(message);
            }
        } catch (IOException e) {
            LOG.warn("systemd was not told {}: {}", message, e.getMessage());
        }
    }
}
