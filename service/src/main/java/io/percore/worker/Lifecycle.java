package io.percore.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two moments of a worker: when it says that it serves, and when it is told to stop. */
public final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

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
        LOG.info(readiness.status());
    }

    private void stop(List<AutoCloseable> parts) {
        readiness.draining();
        watchdog.close();
        systemd.stopping(readiness.status());
        var inFlight = drain.inFlight();
        LOG.atInfo().addKeyValue("inFlight", inFlight).log("stopping: {} requests in flight", inFlight);
        drained();
        parts.forEach(Lifecycle::close);
        LOG.info("stopped");
    }

    private void drained() {
        var start = System.nanoTime();
        try {
            var left = drain.await(grace);
            LOG.atInfo()
                    .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .addKeyValue("cutOff", left)
                    .log("drained");
            if (left > 0) {
                LOG.warn("{} requests were cut off after the grace of {}", left, grace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("a part did not close cleanly", e);
        }
    }
}
