package io.percore.worker;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A start that is ended from outside, since it takes too long, leaves what its threads were doing. */
public final class Startup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final Optional<ThreadDumps> dumps;
    private volatile boolean complete;

    private Startup(Optional<ThreadDumps> dumps) {
        this.dumps = dumps;
    }

    /** From now on the worker is starting. */
    public static Startup begin(Optional<ThreadDumps> dumps) {
        var startup = new Startup(dumps);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("startup").unstarted(startup::ended));
        return startup;
    }

    /** The start came to an end by itself, good or bad. */
    @Override
    public void close() {
        complete = true;
    }

    private void ended() {
        if (!complete) {
            LOG.warn("ended while starting; its threads are in {}", ThreadDumps.write(dumps));
        }
    }
}
