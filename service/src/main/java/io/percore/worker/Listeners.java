package io.percore.worker;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.percore.Settings;
import java.time.Duration;

/** The worker's two ports: documents for the edge, and the admin routes for operators. */
public final class Listeners {
    static final HeaderName WORKER = HeaderNames.create("Percore-Worker");
    private static final String ADMIN = "admin";
    private static final int BACKLOG = 4096;
    private static final int ADMIN_CONNECTIONS = 64;

    /** Above what any collection may allow, whose routes give the better answer. */
    private static final long LONGEST_BODY = 16L << 20;

    /** Method, version and the longest address that the edge hands on (nginx/percore/admission.lua). */
    private static final int LONGEST_REQUEST_LINE = 4096 + 64;

    /** Above what the edge hands on, which refuses first (nginx/percore/limits.conf.j2). */
    private static final int MOST_HEADERS = 32 << 10;

    private static final Duration IDLE_CHECK = Duration.ofSeconds(30);

    /** The drain waited for requests before; what is left then is not worth more. */
    private static final Duration AFTER_DRAIN = Duration.ofMillis(500);

    private Listeners() {}

    /**
     * Listens on both ports.
     *
     * @throws IllegalStateException when a port cannot be had; the log says why
     */
    public static WebServer open(Settings settings, HttpRouting.Builder documents, AdminRoutes admin) {
        var server = WebServer.builder()
                .update(listener -> shape(listener, settings.server()))
                .routing(documents)
                .putSocket(ADMIN, listener -> shape(listener, settings.admin()))
                .routing(ADMIN, HttpRouting.builder().register(admin))
                .shutdownHook(false)
                .build()
                .start();
        if (!server.isRunning()) {
            throw new IllegalStateException("port " + settings.server().port() + " or "
                    + settings.admin().port() + " cannot be had");
        }
        return server;
    }

    /** Names the worker on each answer. */
    public static Filter named(int port) {
        var name = HeaderValues.createCached(WORKER, String.valueOf(port));
        return (chain, request, response) -> {
            response.header(name);
            chain.proceed();
        };
    }

    private static void shape(WebServerConfig.Builder listener, Settings.Server server) {
        listener.host(server.address())
                .port(server.port())
                .backlog(BACKLOG)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addProtocol(http())
                // So that UnroutedRequests learns which limit was passed; it writes its own words.
                .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                .maxTcpConnections(server.maxConnections())
                .concurrencyLimit(limit(server))
                .maxPayloadSize(LONGEST_BODY)
                .idleConnectionTimeout(server.idleTimeout())
                .idleConnectionPeriod(IDLE_CHECK)
                .shutdownGracePeriod(AFTER_DRAIN)
                .directHandlers(new UnroutedRequests(server.port()).forEveryEvent());
    }

    /** Nothing is judged here that AddressForm and the routes judge: Helidon would close the connection, and name no reason. */
    private static Http1Config http() {
        return Http1Config.builder()
                .sendKeepAliveHeader(false)
                .maxPrologueLength(LONGEST_REQUEST_LINE)
                .maxHeadersSize(MOST_HEADERS)
                .validatePath(false)
                .validatePrologue(false)
                .validateRequestHeaders(false)
                .build();
    }

    private static void shape(ListenerConfig.Builder listener, Settings.Admin admin) {
        listener.host(admin.address())
                .port(admin.port())
                .connectionOptions(options -> options.tcpNoDelay(true))
                .maxTcpConnections(ADMIN_CONNECTIONS)
                .shutdownGracePeriod(AFTER_DRAIN);
    }

    private static FixedLimit limit(Settings.Server server) {
        return FixedLimit.builder()
                .permits(server.maxConcurrentRequests())
                .queueLength(server.maxQueuedRequests())
                .queueTimeout(server.queueTimeout())
                .build();
    }
}
