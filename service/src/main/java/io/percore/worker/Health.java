package io.percore.worker;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.percore.refusal.RequestRefusal.MethodNotAllowed;
import java.nio.charset.StandardCharsets;

/** What a load balancer in front of the edge asks: whether a worker answers, whatever its stores do. */
public final class Health implements HttpService {
    /** Where the edge asks for it, and is asked. */
    public static final String PATH = "/healthz";

    private static final byte[] SERVING = "{\"status\":\"serving\"}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::answer).head("/", this::answer).any("/", this::refuse);
    }

    private void answer(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json").header(HeaderNames.CACHE_CONTROL, "no-store");
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(SERVING.length);
            response.send();
        } else {
            response.send(SERVING);
        }
    }

    private void refuse(ServerRequest request, ServerResponse response) {
        throw new MethodNotAllowed(request.prologue().method().text(), "GET, HEAD");
    }
}
