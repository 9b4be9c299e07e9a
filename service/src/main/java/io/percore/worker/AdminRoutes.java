package io.percore.worker;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** What operators and their tools ask: is it alive, is it ready and why not, what are its figures. */
public final class AdminRoutes implements HttpService {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Readiness readiness;
    private final PrometheusRegistry registry;
    private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

    public AdminRoutes(Readiness readiness, PrometheusRegistry registry) {
        this.readiness = readiness;
        this.registry = registry;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/live", this::live).get("/ready", this::ready).get("/metrics", this::metrics);
    }

    private void live(ServerRequest request, ServerResponse response) {
        response.send("alive");
    }

    private void ready(ServerRequest request, ServerResponse response) {
        var report = readiness.report();
        response.status(report.ready() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(JSON.writeValueAsBytes(report));
    }

    private void metrics(ServerRequest request, ServerResponse response) throws IOException {
        var text = new ByteArrayOutputStream();
        format.write(text, registry.scrape());
        response.header(HeaderNames.CONTENT_TYPE, format.getContentType());
        response.send(text.toByteArray());
    }
}
