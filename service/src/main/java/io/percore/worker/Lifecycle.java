package io.percore.worker;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/** The two moments of a worker: when it says that it serves, and when it is told to stop. */
public final class Lifecycle {
    private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

    private final Systemd systemd;
    private final Readiness readiness;
    private final Watchdog watchdog;
    private final Drain drain;
    private final Duration grace;

    public Lifecycle(Systemd systemd, Readiness readiness, Watchdog watchdog, Drain drain, Duration grace) {
        this.systemd = systemd;
        this.readiness = readiness;
        this.watchdog = watchdog;
        this.drain = drain;
        this.grace = grace;
    }

    /** Says that the worker serves; on SIGTERM it drains, then closes {@code parts} in their order. */
    public void serve(List<AutoCloseable> parts) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(parts)));
        readiness.serving();
        systemd.ready(readiness.status());
        watchdog.start();
        LOG.log(Level.INFO, readiness.status());
    }

    private void stop(List<AutoCloseable> parts) {
        readiness.draining();
        watchdog.close();
        systemd.stopping(readiness.status());
        LOG.log(Level.INFO, "stopping: {0} requests in flight", drain.inFlight());
        drained();
        parts.forEach(Lifecycle::close);
        LOG.log(Level.INFO, "stopped");
    }

    private void drained() {
        try {
            var left = drain.await(grace);
            if (left > 0) {
                LOG.log(Level.WARNING, "{0} requests were cut off after the grace of {1}", left, grace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "a part did not close cleanly", e);
        }
    }
}
