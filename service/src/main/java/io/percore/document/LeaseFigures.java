package io.percore.document;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;

/** What is counted of the regime lease. */
record LeaseFigures(Counter renewals, Counter generations, Counter changes, Counter waits) {
    static LeaseFigures in(PrometheusRegistry registry, Supplier<Standing> standing) {
        GaugeWithCallback.builder()
                .name("percore_cache_standing")
                .help("How this worker writes: 1 for the one of the states that it is in.")
                .labelNames("standing")
                .callback(gauge -> {
                    var present = standing.get().label();
                    Standing.LABELS.forEach(label -> gauge.call(label.equals(present) ? 1 : 0, label));
                })
                .register(registry);
        return new LeaseFigures(
                Counter.builder()
                        .name("percore_lease_renewals")
                        .help("Renewals of the regime lease by this worker.")
                        .labelNames("regime")
                        .register(registry),
                counter(registry, "percore_cache_generations", "Times that this worker began the cache anew."),
                counter(registry, "percore_cache_standing_changes", "Changes of how this worker writes."),
                counter(registry, "percore_cache_waits", "Times that a write waited for news of the regime."));
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }
}
