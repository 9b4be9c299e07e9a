package io.percore.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the worker lives, each time only after the worker's own port answered a request; keeps the threads
 * of one that hangs.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration WITHOUT_LIMIT = Duration.ofSeconds(15);

    private final Systemd systemd;
    private final OwnPort port;
    private final Readiness readiness;
    private final Optional<ThreadDumps> dumps;
    private final Duration interval;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean silent;

    public Watchdog(Systemd systemd, OwnPort port, Readiness readiness, Optional<ThreadDumps> dumps) {
        this.systemd = systemd;
        this.port = port;
        this.readiness = readiness;
        this.dumps = dumps;
        // Together they leave a third of the time for the dump.
        this.interval = systemd.watchdog().orElse(WITHOUT_LIMIT).dividedBy(6);
        this.patience = interval.multipliedBy(3);
    }

    /** Starts the signs of life; does nothing where nobody listens for them. */
    public void start() {
        if (systemd.listens()) {
            // A platform thread: it must run, and find the port dead, also when no virtual thread gets a carrier.
            Thread.ofPlatform().name("watchdog").daemon().start(this::run);
        }
    }

    /** Ends the signs of life. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (port.answers(OwnPort.PROBE, patience)) {
            systemd.alive(readiness.status());
            silent = false;
        } else if (!silent) {
            silent = true;
            var threads = ThreadDumps.write(dumps);
            LOG.warn(
                    "the worker's own port did not answer within {} ms; its threads are in {}",
                    patience.toMillis(),
                    threads);
        }
    }
}
