package io.percore;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.percore.worker.AdminRoutes;
import io.percore.worker.Drain;
import io.percore.worker.Lifecycle;
import io.percore.worker.Listeners;
import io.percore.worker.OwnPort;
import io.percore.worker.Readiness;
import io.percore.worker.RequestMetrics;
import io.percore.worker.Systemd;
import io.percore.worker.Watchdog;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One worker: starts its parts in order and serves until it is told to stop. */
public final class Main {
    /** EX_CONFIG of sysexits.h: a restart will not help, an operator must mend the configuration. */
    private static final int MISCONFIGURED = 78;

    private Main() {}

    static void main(String[] arguments) {
        try {
            start(Settings.load(List.of(arguments), System.getenv()));
        } catch (InvalidConfiguration e) {
            e.problems().forEach(System.err::println);
            System.exit(MISCONFIGURED);
        }
    }

    private static void start(Settings settings) {
        Logs.apply(settings.log());
        var metrics = new PrometheusRegistry();
        JvmMetrics.builder().register(metrics);
        var readiness = new Readiness(Map.of());
        var drain = new Drain();
        var routes = HttpRouting.builder()
                .addFilter(Listeners.named(settings.server().port()))
                .addFilter(new RequestMetrics(Set.of(), drain::inFlight, metrics))
                .addFilter(drain)
                .get(
                        OwnPort.PROBE,
                        (request, response) ->
                                response.status(Status.NO_CONTENT_204).send());
        var server = Listeners.open(settings, routes, new AdminRoutes(readiness, metrics));
        var systemd = Systemd.of(System.getenv());
        var port = new OwnPort(settings.server().address(), settings.server().port());
        var watchdog = new Watchdog(systemd, port, readiness);
        new Lifecycle(systemd, readiness, watchdog, drain, settings.server().shutdownGrace())
                .serve(List.of(server::stop));
    }
}
