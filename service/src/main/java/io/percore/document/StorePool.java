package io.percore.document;

import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** How the connections to MongoDB are used, as a metric. */
final class StorePool implements ConnectionPoolListener {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger used = new AtomicInteger();

    StorePool(int most, PrometheusRegistry metrics) {
        GaugeWithCallback.builder()
                .name("percore_store_connections")
                .help("Connections to MongoDB: in use, open and idle, and the most there may be.")
                .labelNames("state")
                .callback(gauge -> {
                    gauge.call(used.get(), "used");
                    gauge.call(Math.max(0, open.get() - used.get()), "idle");
                    gauge.call(most, "limit");
                })
                .register(metrics);
    }

    @Override
    public void connectionCreated(ConnectionCreatedEvent event) {
        open.incrementAndGet();
    }

    @Override
    public void connectionClosed(ConnectionClosedEvent event) {
        open.decrementAndGet();
    }

    @Override
    public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
        used.incrementAndGet();
    }

    @Override
    public void connectionCheckedIn(ConnectionCheckedInEvent event) {
        used.decrementAndGet();
    }
}
