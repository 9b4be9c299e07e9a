package io.percore.worker;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Counts and times requests by collection and method; names that nobody declared share one label. Probes and the
 * worker's own are left out.
 */
public final class RequestMetrics implements Filter {
    private static final String PREFIX = "/v1/";
    private static final Set<String> PROBES = Set.of(OwnPort.PROBE, Health.PATH);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final double[] SECONDS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5};

    private final Set<String> collections;
    private final Counter requests;
    private final Histogram durations;

    /** Registers the metrics; {@code inFlight} is asked at each scrape. */
    public RequestMetrics(Set<String> collections, IntSupplier inFlight, PrometheusRegistry registry) {
        this.collections = Set.copyOf(collections);
        this.requests = Counter.builder()
                .name("percore_requests_total")
                .help("Requests answered, by collection, method and class of status.")
                .labelNames("collection", "method", "status")
                .register(registry);
        this.durations = Histogram.builder()
                .name("percore_request_duration_seconds")
                .help("Time from the request's headers read to its answer written.")
                .labelNames("collection", "method")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        GaugeWithCallback.builder()
                .name("percore_requests_in_flight")
                .help("Requests being worked on.")
                .callback(gauge -> gauge.call(inFlight.getAsInt()))
                .register(registry);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (PROBES.contains(request.prologue().uriPath().rawPath()) || OwnPort.sent(request.headers())) {
            chain.proceed();
            return;
        }
        var start = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            record(request, response.status().code(), System.nanoTime() - start);
        }
    }

    private void record(RoutingRequest request, int status, long nanos) {
        var collection = collectionIn(request.prologue().uriPath().rawPath());
        var method = request.prologue().method().text();
        var label = METHODS.contains(method) ? method : "other";
        requests.labelValues(collection, label, status / 100 + "xx").inc();
        durations.labelValues(collection, label).observe(nanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private String collectionIn(String path) {
        if (!path.startsWith(PREFIX)) {
            return "none";
        }
        var end = path.indexOf('/', PREFIX.length());
        var name = path.substring(PREFIX.length(), end < 0 ? path.length() : end);
        return collections.contains(name) ? name : "none";
    }
}
