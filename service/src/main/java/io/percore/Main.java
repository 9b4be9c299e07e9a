package io.percore;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.percore.catalogue.Catalogue;
import io.percore.document.AddressForm;
import io.percore.document.CacheSampler;
import io.percore.document.DocumentCache;
import io.percore.document.DocumentRoutes;
import io.percore.document.DocumentStore;
import io.percore.refusal.Refusals;
import io.percore.worker.AdminRoutes;
import io.percore.worker.Drain;
import io.percore.worker.Health;
import io.percore.worker.Lifecycle;
import io.percore.worker.Listeners;
import io.percore.worker.OwnPort;
import io.percore.worker.PoisonRequests;
import io.percore.worker.Readiness;
import io.percore.worker.Readiness.Part;
import io.percore.worker.Recycling;
import io.percore.worker.RequestMetrics;
import io.percore.worker.Startup;
import io.percore.worker.Systemd;
import io.percore.worker.ThreadDumps;
import io.percore.worker.WarmUp;
import io.percore.worker.Watchdog;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** One worker: starts its parts in order and serves until it is told to stop; with --check it only reads its configuration. */
public final class Main {
    private static final String CHECK = "--check";

    /** EX_CONFIG of sysexits.h: a restart will not help, an operator must mend the configuration. */
    private static final int MISCONFIGURED = 78;

    private Main() {}

    static void main(String[] arguments) {
        var given = List.of(arguments);
        try {
            var configuration = Configuration.load(given, System.getenv());
            if (!given.contains(CHECK)) {
                start(configuration.settings(), configuration.catalogue());
            }
        } catch (InvalidConfiguration e) {
            e.problems().forEach(System.err::println);
            System.exit(MISCONFIGURED);
        } catch (RuntimeException e) {
            // Exits by itself only if no thread of a part is left running.
            LoggerFactory.getLogger(Main.class).error("the worker cannot start", e);
            System.exit(1);
        }
    }

    private static void start(Settings settings, Catalogue catalogue) {
        Logs.apply(settings.log());
        var dumps = ThreadDumps.of(System.getenv());
        try (var _ = Startup.begin(dumps)) {
            serve(settings, catalogue, dumps);
        }
    }

    private static void serve(Settings settings, Catalogue catalogue, Optional<ThreadDumps> dumps) {
        var metrics = new PrometheusRegistry();
        JvmMetrics.builder().register(metrics);
        var clock = Clock.systemUTC();

        var store = new DocumentStore(settings.mongodb(), catalogue, clock, metrics);
        var cache = new DocumentCache(
                settings.redis(), settings.write(), settings.mongodb(), store.leases(), catalogue, metrics);
        var sampler = new CacheSampler(store, cache, settings.redis().sampleEvery(), metrics);
        var documents =
                new DocumentRoutes(catalogue, store, cache, settings.write().deadline(), clock);

        var recycling = Recycling.of(settings.recycle(), System.getenv(), metrics);
        var readiness = new Readiness(
                List.of(
                        new Part("store", store::state),
                        new Part("indexes", store.indexes()::state),
                        new Part("cache", cache::state),
                        new Part("recycle", recycling::wish)),
                cache::obstacle);
        var drain = new Drain();
        var names = catalogue.collections().keySet();
        var routes = HttpRouting.builder()
                .addFilter(Listeners.named(settings.server().port()))
                .addFilter(new RequestMetrics(names, drain::inFlight, metrics))
                .addFilter(drain)
                .addFilter(PoisonRequests.of(System.getenv()))
                .addFilter(new AddressForm(Set.of(OwnPort.PROBE, Health.PATH)))
                .register("/v1", documents)
                .register(Health.PATH, new Health())
                .get(
                        OwnPort.PROBE,
                        (request, response) ->
                                response.status(Status.NO_CONTENT_204).send());
        Refusals.register(routes);
        var server = Listeners.open(settings, routes, new AdminRoutes(readiness, metrics));

        var port = new OwnPort(settings.server().address(), settings.server().port());
        var systemd = Systemd.of(System.getenv());
        var watchdog = new Watchdog(systemd, port, readiness, dumps);
        new WarmUp(port).run(names);
        new Lifecycle(systemd, readiness, watchdog, drain, settings.server().shutdownGrace())
                .serve(List.of(server::stop, sampler, cache, store));
    }
}
