package io.percore.worker;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.percore.refusal.Problem;
import io.percore.refusal.RequestRefusal;
import io.percore.refusal.StateRefusal;

/** Answers what never reaches a route: requests that are not HTTP, are too long, or are too many. */
final class UnroutedRequests implements DirectHandler {
    private static final String HEADERS_TOO_LARGE = "Header size exceeded";

    private final String worker;

    UnroutedRequests(int port) {
        this.worker = String.valueOf(port);
    }

    DirectHandlers forEveryEvent() {
        var handlers = DirectHandlers.builder();
        for (var event : EventType.values()) {
            handlers.addHandler(event, this);
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request, EventType event, Status given, ServerResponseHeaders headers, String message) {
        // To Helidon this is a bad request like any other.
        var status = HEADERS_TOO_LARGE.equals(message) ? new RequestRefusal.HeadersTooLarge().status() : given;
        var answer = TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(Listeners.WORKER, worker)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json");
        // Whoever asked for the head alone would take a body for the beginning of the next answer.
        if (!request.method().equals(Method.HEAD_NAME)) {
            answer.entity(problem(status).json());
        }
        if (status.code() == Status.SERVICE_UNAVAILABLE_503.code()) {
            answer.header(HeaderNames.RETRY_AFTER, "1");
        }
        return answer.build();
    }

    /** Helidon's own message stays out of it: it repeats the client's input. */
    private static Problem problem(Status status) {
        return switch (status.code()) {
            case 404 -> Problem.of(new RequestRefusal.NoSuchRoute());
            case 414 -> Problem.of(new RequestRefusal.UriTooLong());
            case 431 -> Problem.of(new RequestRefusal.HeadersTooLarge());
            case 503 -> Problem.of(new StateRefusal.Overloaded());
            default ->
                status.code() < 500 ? Problem.of(new RequestRefusal.MalformedRequest(status)) : Problem.internal();
        };
    }
}
