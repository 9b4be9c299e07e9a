package io.percore.refusal;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a request that failed is answered: refusals with their problem document, anything else with a bare 500. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final Header PROBLEM_JSON =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

    private Refusals() {}

    /** Adds the error handler, and the refusal of every path that nothing else answers; call it last. */
    public static void register(HttpRouting.Builder routing) {
        routing.any((request, response) -> {
            throw new RequestRefusal.NoSuchRoute();
        });
        routing.error(Throwable.class, Refusals::answer);
    }

    private static void answer(ServerRequest request, ServerResponse response, Throwable fault) {
        switch (fault) {
            case Refusal refusal -> send(request, response, refusal);
            case HttpException http
            when http.status().code() < 500 ->
                send(request, response, new RequestRefusal.MalformedRequest(http.status()));
            case UncheckedIOException gone -> throw gone;
            default -> fail(request, response, fault);
        }
    }

    private static void send(ServerRequest request, ServerResponse response, Refusal refusal) {
        refusal.headers().forEach(response::header);
        send(request, response, refusal.status(), Problem.of(refusal));
    }

    private static void fail(ServerRequest request, ServerResponse response, Throwable fault) {
        var prologue = request.prologue();
        LOG.error("{} {} failed", prologue.method(), prologue.uriPath().rawPath(), fault);
        send(request, response, Status.INTERNAL_SERVER_ERROR_500, Problem.internal());
    }

    private static void send(ServerRequest request, ServerResponse response, Status status, Problem problem) {
        var json = problem.json();
        response.status(status).header(PROBLEM_JSON);
        if (request.prologue().method().equals(Method.HEAD)) {
            // Helidon would send the body, which the client takes for the start of the next answer.
            response.contentLength(json.length);
            response.send();
        } else {
            response.send(json);
        }
    }
}
