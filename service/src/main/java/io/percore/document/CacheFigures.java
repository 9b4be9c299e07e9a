package io.percore.document;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;

/** What the cache counts. */
record CacheFigures(Counter misses, Counter doubts, Counter fills, Counter begins, Counter failures) {
    static CacheFigures in(PrometheusRegistry registry, BooleanSupplier attached) {
        GaugeWithCallback.builder()
                .name("percore_cache_attached")
                .help("Whether this worker uses the cache (1) or only MongoDB (0).")
                .callback(gauge -> gauge.call(attached.getAsBoolean() ? 1 : 0))
                .register(registry);
        return new CacheFigures(
                counter(registry, "misses", "Reads that asked to fill the cache."),
                counter(registry, "doubts", "Reads that met an announced write."),
                counter(registry, "fills", "Bodies brought into the cache after a miss."),
                counter(registry, "begins", "Writes announced in the cache."),
                counter(registry, "failures", "Calls of Redis that failed or took too long."));
    }

    private static Counter counter(PrometheusRegistry registry, String what, String help) {
        return Counter.builder().name("percore_cache_" + what).help(help).register(registry);
    }
}
