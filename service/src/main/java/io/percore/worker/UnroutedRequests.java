package io.percore.worker;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.nio.charset.StandardCharsets;

/** Answers what never reaches a route: requests that are not HTTP, are too long, or are too many. */
final class UnroutedRequests implements DirectHandler {
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
            TransportRequest request, EventType event, Status status, ServerResponseHeaders headers, String message) {
        var answer = TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(Listeners.WORKER, worker)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .entity(problem(status).getBytes(StandardCharsets.UTF_8));
        if (status.code() == Status.SERVICE_UNAVAILABLE_503.code()) {
            answer.header(HeaderNames.RETRY_AFTER, "1");
        }
        return answer.build();
    }

    /** Helidon's own message stays out of it: it repeats the client's input. */
    private static String problem(Status status) {
        var code = switch (status.code()) {
            case 404 -> "no-such-route";
            case 413 -> "body-too-large";
            case 503 -> "overloaded";
            default -> status.code() < 500 ? "malformed-request" : "internal";
        };
        return """
                {"type":"urn:percore:problem:%s","title":"%s","status":%d,"code":"%s"}""".formatted(code, status.reasonPhrase(), status.code(), code);
    }
}
