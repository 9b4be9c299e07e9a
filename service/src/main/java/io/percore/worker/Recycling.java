package io.percore.worker;

import io.percore.Settings;
import io.percore.worker.RecycleLimits.Reason;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Supplier;

/** A worker's wish for a successor when it has grown too large or too old; the host restarts it when the others serve. */
public final class Recycling {
    private final RecycleLimits limits;
    private final Supplier<Vitals> vitals;

    Recycling(RecycleLimits limits, Supplier<Vitals> vitals) {
        this.limits = limits;
        this.vitals = vitals;
    }

    /** That of this process, which the host recycled as often as its environment says. */
    public static Recycling of(
            Settings.Recycle settings, Map<String, String> environment, PrometheusRegistry registry) {
        var limits = RecycleLimits.of(settings, Vitals.largestHeap());
        FullHeap.collectBeyond(limits.liveHeap());
        var recycling = new Recycling(limits, Vitals::now);
        recycling.register(registry);
        Counter.builder()
                .name("percore_recycles_total")
                .help("Times the host replaced this worker at its wish, since the host was booted.")
                .register(registry)
                .inc(Long.parseLong(environment.getOrDefault("PERCORE_RECYCLED", "0")));
        return recycling;
    }

    /** The wish and its reason in words, empty while there is none. */
    public String wish() {
        var now = vitals.get();
        return limits.passedBy(now)
                .map(reason -> "wanted: " + limits.compare(reason, now))
                .orElse("");
    }

    private void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("percore_recycle_wanted")
                .help("Whether this worker asks to be replaced (1), and why.")
                .labelNames("reason")
                .callback(this::wanted)
                .register(registry);
        GaugeWithCallback.builder()
                .name("percore_recycle_limit_bytes")
                .help("How large the worker may become before it asks to be replaced; 0 is without limit.")
                .labelNames("reason")
                .callback(gauge -> {
                    gauge.call((double) limits.liveHeap(), Reason.LIVE_HEAP.toString());
                    gauge.call((double) limits.resident(), Reason.RESIDENT.toString());
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("percore_recycle_limit_seconds")
                .help("How old the worker may become before it asks to be replaced; 0 is without limit.")
                .labelNames("reason")
                .callback(gauge -> gauge.call((double) limits.age().toSeconds(), Reason.AGE.toString()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("percore_live_heap_bytes")
                .help("The heap that the last collections could not free.")
                .callback(gauge -> gauge.call((double) vitals.get().liveHeap()))
                .register(registry);
    }

    private void wanted(GaugeWithCallback.Callback gauge) {
        var passed = limits.passedBy(vitals.get());
        for (var reason : Reason.values()) {
            gauge.call(passed.filter(reason::equals).isPresent() ? 1 : 0, reason.toString());
        }
    }
}
