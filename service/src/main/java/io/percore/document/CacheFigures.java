package io.percore.document;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;

/** What the cache counts. */
record CacheFigures(
        Counter hits,
        Counter misses,
        Counter doubts,
        Counter distrusts,
        Counter coalesced,
        Counter fills,
        Counter listHits,
        Counter listMisses,
        Counter begins,
        Counter ends,
        Counter fences,
        Counter failures) {
    static CacheFigures in(PrometheusRegistry registry) {
        return new CacheFigures(
                counter(
                        registry,
                        "hits",
                        "Reads that a worker answered from the cache; the edge's are percore_edge_cache_total."),
                counter(registry, "misses", "Reads that the cache did not know."),
                counter(registry, "doubts", "Reads that met an announced write."),
                counter(registry, "distrusts", "Reads that came while no worker vouched for the cache."),
                counter(registry, "coalesced", "Reads and cached lists that shared the answer to another one."),
                counter(registry, "fills", "Bodies brought into the cache after a miss."),
                counter(registry, "list_hits", "Lists answered from the cache."),
                counter(
                        registry,
                        "list_misses",
                        "Lists of collections whose lists are cached that MongoDB was asked for."),
                counter(registry, "begins", "Writes announced in the cache."),
                counter(registry, "ends", "Announced writes whose end Redis was told; the others ran out or will."),
                counter(
                        registry,
                        "fences",
                        "Documents that this worker fenced because a writer never ended its write."),
                counter(registry, "failures", "Calls of Redis that failed or took too long."));
    }

    static void gauge(PrometheusRegistry registry, String what, String help, DoubleSupplier present) {
        GaugeWithCallback.builder()
                .name("percore_cache_" + what)
                .help(help)
                .callback(gauge -> gauge.call(present.getAsDouble()))
                .register(registry);
    }

    private static Counter counter(PrometheusRegistry registry, String what, String help) {
        return Counter.builder().name("percore_cache_" + what).help(help).register(registry);
    }
}
