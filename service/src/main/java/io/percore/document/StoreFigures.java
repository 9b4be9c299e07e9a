package io.percore.document;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;

/** What the calls of MongoDB count. */
record StoreFigures(Counter calls, Counter overloads) {
    static StoreFigures in(PrometheusRegistry registry, BooleanSupplier down) {
        GaugeWithCallback.builder()
                .name("percore_store_breaker_open")
                .help("1 while MongoDB is asked only now and then, since the last calls all failed.")
                .callback(gauge -> gauge.call(down.getAsBoolean() ? 1 : 0))
                .register(registry);
        return new StoreFigures(
                Counter.builder()
                        .name("percore_store_calls_total")
                        .help("Calls of MongoDB for requests, by kind; the regime lease is not among them.")
                        .labelNames("kind")
                        .register(registry),
                Counter.builder()
                        .name("percore_store_overloads_total")
                        .help("Calls of MongoDB that were given up because others had all the connections.")
                        .register(registry));
    }
}
