package io.percore.document;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the cache counts. */
record CacheFigures(
        Counter misses,
        Counter hits,
        Counter doubts,
        Counter distrusts,
        Counter fills,
        Counter begins,
        Counter ends,
        Counter failures) {
    static CacheFigures in(PrometheusRegistry registry) {
        return new CacheFigures(
                counter(
                        registry,
                        "misses",
                        "Reads that the edge did not find, and this worker looked for in the cache."),
                counter(registry, "hits", "Those of them that another reader had brought there meanwhile."),
                counter(registry, "doubts", "Reads that met an announced write."),
                counter(registry, "distrusts", "Reads that came while no worker vouched for the cache."),
                counter(registry, "fills", "Bodies brought into the cache after a miss."),
                counter(registry, "begins", "Writes announced in the cache."),
                counter(registry, "ends", "Announced writes whose end Redis was told; the others ran out or will."),
                counter(registry, "failures", "Calls of Redis that failed or took too long."));
    }

    private static Counter counter(PrometheusRegistry registry, String what, String help) {
        return Counter.builder().name("percore_cache_" + what).help(help).register(registry);
    }
}
