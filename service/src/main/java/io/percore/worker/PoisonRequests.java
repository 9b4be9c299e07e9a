package io.percore.worker;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.percore.refusal.StateRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a request that kills its workers from more than two of the host.
 *
 * <p>After the death of a worker each of its requests is a suspect. Suspects are worked on one at a time, so that the next death has
 * only one of them to blame. What was being worked on in two lives that ended is refused.
 */
public final class PoisonRequests implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(PoisonRequests.class);
    private static final HeaderName OPERATION = HeaderNames.create("Percore-Operation");

    /** Where requests take long, suspects that all wait would fail; then they are worked on together. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Optional<InFlightTable> table;
    private final Semaphore alone = new Semaphore(1);

    PoisonRequests(Optional<InFlightTable> table) {
        this.table = table;
    }

    /** With the table in the folder that systemd made for this process; without one, no request is a suspect. */
    public static PoisonRequests of(Map<String, String> environment) {
        var table = table(environment);
        table.stream().flatMap(open -> open.unreported().stream()).forEach(PoisonRequests::report);
        return new PoisonRequests(table);
    }

    static Optional<InFlightTable> table(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("RUNTIME_DIRECTORY")).flatMap(PoisonRequests::open);
    }

    private static Optional<InFlightTable> open(String folder) {
        try {
            return Optional.of(InFlightTable.open(Path.of(folder)));
        } catch (IOException e) {
            LOG.warn("requests that kill workers are not found out: {}", e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var operation = request.headers().first(OPERATION).flatMap(OperationKey::of);
        if (table.isEmpty() || operation.isEmpty()) {
            chain.proceed();
        } else {
            work(table.get(), operation.get(), chain::proceed);
        }
    }

    void work(InFlightTable table, OperationKey operation, Runnable work) {
        var slot = table.enter(operation);
        if (slot == InFlightTable.NO_SLOT) {
            work.run();
            return;
        }
        switch (table.ended(slot)) {
            case 0 -> noted(table, slot, work);
            case 1 -> alone(() -> noted(table, slot, work));
            default -> throw refusal(table, slot, operation);
        }
    }

    private static void noted(InFlightTable table, int slot, Runnable work) {
        table.begin(slot);
        try {
            work.run();
        } finally {
            table.finish(slot);
        }
    }

    private void alone(Runnable work) {
        var permitted = false;
        try {
            permitted = alone.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateRefusal.WorkerDraining();
        } finally {
            if (permitted) {
                alone.release();
            }
        }
    }

    private static StateRefusal refusal(InFlightTable table, int slot, OperationKey operation) {
        if (table.report(slot)) {
            report(operation);
        }
        return new StateRefusal.RequestCrashesWorkers();
    }

    private static void report(OperationKey operation) {
        LOG.atWarn()
                .addKeyValue("operation", operation)
                .log("two workers ended while they worked on operation {}; it is not tried again", operation);
    }
}
