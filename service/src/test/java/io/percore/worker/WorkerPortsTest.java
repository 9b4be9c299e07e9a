package io.percore.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.percore.Settings;
import io.percore.document.AddressForm;
import io.percore.refusal.Refusals;
import io.percore.worker.Readiness.Part;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real listeners on free ports, with one route that answers when the test lets it. */
class WorkerPortsTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Drain drain = new Drain();
    private final Readiness readiness = new Readiness(List.of(new Part("store", () -> "reached")), Optional::empty);
    private Settings settings;
    private WebServer server;

    @BeforeEach
    void listen() throws IOException {
        settings = Settings.load(
                List.of(),
                Map.of(
                        "PERCORE_MONGODB_URI", "mongodb://localhost",
                        "PERCORE_SERVER_PORT", freePort(),
                        "PERCORE_ADMIN_PORT", freePort()));
        var registry = new PrometheusRegistry();
        var routes = HttpRouting.builder()
                .addFilter(Listeners.named(settings.server().port()))
                .addFilter(new RequestMetrics(Set.of("users"), drain::inFlight, registry))
                .addFilter(drain)
                .addFilter(new AddressForm(Set.of(OwnPort.PROBE, Health.PATH, "/slow")))
                .register(Health.PATH, new Health())
                .get(
                        OwnPort.PROBE,
                        (request, response) ->
                                response.status(Status.NO_CONTENT_204).send())
                .get("/v1/users/{id}", (request, response) -> response.send("{}"))
                .get("/slow", (request, response) -> {
                    entered.countDown();
                    release.await();
                    response.send("done");
                });
        Refusals.register(routes);
        server = Listeners.open(settings, routes, new AdminRoutes(readiness, registry));
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop();
    }

    @Test
    void eachAnswerNamesItsWorker() {
        var known = get("/v1/users/a");
        var unknown = get("/nowhere");

        var port = String.valueOf(settings.server().port());
        assertThat(known.headers().firstValue("Percore-Worker")).contains(port);
        assertThat(unknown.headers().firstValue("Percore-Worker")).contains(port);
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    @Test
    void headIsRefusedWithoutABody() throws IOException {
        assertThat(raw("HEAD /nowhere HTTP/1.1\r\nHost: x\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /v1/users/a                | 200 | -
                    /v1/users/%61              | 200 | -
                    /v1/user%73/a              | 200 | -
                    /v1/users/a?               | 200 | -
                    /v1/users/a;1              | 400 | invalid-id
                    /v1/users/a;               | 400 | invalid-id
                    /v1/users;1/a              | 400 | invalid-id
                    /v1/users/a%3B1            | 400 | invalid-id
                    /v1/users/a%2561           | 400 | invalid-id
                    /v1/users/a%2Fb            | 400 | invalid-id
                    /v1/users/a%               | 400 | invalid-id
                    /v1/users/a%zz             | 400 | invalid-id
                    /v1/users/a%00             | 400 | invalid-id
                    /v1/users/a%C0%AF          | 400 | invalid-id
                    /v1/users/a"b              | 400 | invalid-id
                    /v1/users/.                | 400 | invalid-id
                    /v1/users/..               | 400 | invalid-id
                    /v1/users/%2E%2E           | 400 | invalid-id
                    /v1/users/a#b              | 400 | invalid-id
                    /v1/users/a#               | 400 | invalid-id
                    /v1/users/x/../a           | 404 | no-such-route
                    /v1/./users/a              | 404 | no-such-route
                    /x/../v1/users/a           | 404 | no-such-route
                    /v1/users//a               | 404 | no-such-route
                    /v1//users/a               | 404 | no-such-route
                    //v1/users/a               | 404 | no-such-route
                    /v1/users/a/               | 404 | no-such-route
                    /v1/users/                 | 404 | no-such-route
                    /v1/                       | 404 | no-such-route
                    /V1/users/a                | 404 | no-such-route
                    http://x/v1/users/a        | 404 | no-such-route
                    *                          | 404 | no-such-route
                    /healthz                   | 200 | -
                    /healthz/                  | 404 | no-such-route
                    """)
    void anAddressMeansWhatItsBytesSay(String target, int status, String code) throws IOException {
        var answer = raw("GET " + target + " HTTP/1.1\r\nHost: x\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        if (status != 200) {
            assertThat(answer).contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void whatIsTooLongIsRefusedWithWhatItIs() throws IOException {
        var address = raw("GET /v1/users/" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n");
        var headers = raw("GET /v1/users/a HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(33_000) + "\r\n");

        assertThat(address).startsWith("HTTP/1.1 414 ").contains("\"code\":\"uri-too-long\"", "\"status\":414");
        assertThat(headers).startsWith("HTTP/1.1 431 ").contains("\"code\":\"headers-too-large\"", "\"status\":431");
    }

    /** The edge lets them through, and answers from the cache whatever they are. */
    @Test
    void bytesInHeadersThatNobodyReadsAreNoFault() throws IOException {
        assertThat(raw("GET /v1/users/a HTTP/1.1\r\nHost: x\r\nA: \u0001\u007f\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    private String raw(String head) throws IOException {
        try (var socket = new Socket("localhost", settings.server().port())) {
            socket.getOutputStream().write((head + "\r\n").getBytes(US_ASCII));
            // Helidon answers, and then finds that nothing more comes.
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Test
    void aLoadBalancerIsToldThatAWorkerAnswers() throws IOException {
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: x\r\n"))
                .contains("Cache-Control: no-store", "{\"status\":\"serving\"}");
        assertThat(raw("HEAD /healthz HTTP/1.1\r\nHost: x\r\n"))
                .contains("Content-Length: 20")
                .endsWith("\r\n\r\n");
        assertThat(raw("PUT /healthz HTTP/1.1\r\nHost: x\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, HEAD\r\n");
    }

    @Test
    void aDrainingWorkerFinishesWhatItHasAndSendsTheRestToItsSiblings() throws Exception {
        var slow = CompletableFuture.supplyAsync(() -> get("/slow"));
        entered.await();

        var left = CompletableFuture.supplyAsync(() -> drained(GRACE));
        var turnedAway = awaitStatus("/v1/users/a", 502);
        release.countDown();

        assertThat(turnedAway.body()).contains("\"code\":\"worker-draining\"");
        assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
        assertThat(slow.get().body()).isEqualTo("done");
        assertThat(left.get()).isZero();
    }

    @Test
    void aDrainGivesUpWhenItsGraceIsOver() throws Exception {
        var slow = CompletableFuture.supplyAsync(() -> get("/slow"));
        entered.await();

        assertThat(drained(Duration.ofMillis(50))).isEqualTo(1);
        assertThat(slow).isNotDone();
    }

    @Test
    void theAdminListenerSaysWhetherTheWorkerIsReady() {
        var before = admin("/ready");
        readiness.serving();
        var after = admin("/ready");

        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("""
                {"ready":true,"reason":"serving","parts":{"store":"reached"}}""");
        assertThat(admin("/live").statusCode()).isEqualTo(200);
    }

    @Test
    void requestsOfClientsAreCountedByCollectionMethodAndClassOfStatus() {
        get("/v1/users/a");
        get("/v1/users/b");
        get("/v1/a-name-nobody-declared");

        var port = new OwnPort("127.0.0.1", settings.server().port());
        port.answers("/v1/users/own", GRACE);
        port.answers(OwnPort.PROBE, GRACE);

        // A request is counted when it is over, which is after its client has the answer.
        var figures = awaitFigures("status=\"4xx\"} 1.0");
        assertThat(figures)
                .contains("percore_requests_total{collection=\"users\",method=\"GET\",status=\"2xx\"} 2.0")
                .contains("percore_requests_total{collection=\"none\",method=\"GET\",status=\"4xx\"} 1.0")
                .contains("percore_request_duration_seconds_count{collection=\"users\",method=\"GET\"} 2")
                .contains("percore_requests_in_flight");
    }

    @Test
    void systemdHearsASignOfLifeOnlyWhileThePortAnswers() throws Throwable {
        var name = "@percore-" + UUID.randomUUID();
        var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "150000"));
        var port = new OwnPort("127.0.0.1", settings.server().port());
        try (var socket = new DatagramSocket(name);
                var watchdog = new Watchdog(systemd, port, readiness, Optional.empty())) {
            watchdog.start();
            assertThat(socket.next(GRACE)).contains("WATCHDOG=1\nSTATUS=starting; store reached");

            server.stop();
            assertThat(fallsSilent(socket)).isTrue();
        }
    }

    @Test
    void theThreadsOfAWorkerWhosePortFallsSilentAreKeptOnce(@TempDir Path folder) throws Throwable {
        var name = "@percore-" + UUID.randomUUID();
        var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "150000"));
        var port = new OwnPort("127.0.0.1", settings.server().port());
        try (var socket = new DatagramSocket(name);
                var watchdog = new Watchdog(systemd, port, readiness, Optional.of(new ThreadDumps(folder)))) {
            watchdog.start();
            assertThat(socket.next(GRACE)).isPresent();
            assertThat(folder).isEmptyDirectory();

            server.stop();
            assertThat(fallsSilent(socket)).isTrue();
            assertThat(folder.toFile().list()).hasSize(1);
        }
    }

    private String awaitFigures(String sample) {
        var end = System.nanoTime() + GRACE.toNanos();
        var figures = admin("/metrics").body();
        while (!figures.contains(sample) && System.nanoTime() < end) {
            figures = admin("/metrics").body();
        }
        return figures;
    }

    private static boolean fallsSilent(DatagramSocket socket) throws Throwable {
        var end = System.nanoTime() + GRACE.toNanos();
        while (System.nanoTime() < end) {
            if (socket.next(Duration.ofMillis(500)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private int drained(Duration grace) {
        try {
            return drain.await(grace);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> awaitStatus(String path, int status) {
        var end = System.nanoTime() + GRACE.toNanos();
        var answer = get(path);
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = get(path);
        }
        assertThat(answer.statusCode()).isEqualTo(status);
        return answer;
    }

    private HttpResponse<String> get(String path) {
        return get(settings.server().port(), path);
    }

    private HttpResponse<String> admin(String path) {
        return get(settings.admin().port(), path);
    }

    private HttpResponse<String> get(int port, String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
