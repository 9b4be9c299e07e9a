package io.percore.coherence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One way into the service, through which requests are asked and operations come back. */
record Door(String name, Api api) {

    private static final JsonMapper JSON = new JsonMapper();

    /** What a client wants to send: what was asked, and the document for it. */
    record Request(String key, Asked asked, String document) {}

    /** Sends a request, once; without an answer that is told, too. */
    Operation send(Request request) {
        var begin = System.nanoTime();
        var answer = answer(request);
        var end = System.nanoTime();
        var told = answer.map(found -> told(request.asked(), found)).orElse(Told.NOTHING);
        return new Operation(request.key(), through(answer), request.asked(), told, begin, end);
    }

    /** Reads the key as the first one of a list, which is never answered from the cache. */
    Operation list(String key) {
        var begin = System.nanoTime();
        var answer = answered(() -> api.list("products", "limit=1&after=" + before(key)));
        var end = System.nanoTime();
        var told = answer.filter(found -> found.status() == 200)
                .map(found -> listed(key, found.json().path("documents").path(0)))
                .orElse(Told.NOTHING);
        return new Operation(key, "a list by " + through(answer), Asked.read(), told, begin, end);
    }

    /** A cursor that only the key's last character comes after. */
    private static String before(String key) {
        var cursor = "1/products/" + key.substring(0, key.length() - 1);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.getBytes(US_ASCII));
    }

    private static Told listed(String key, JsonNode found) {
        return found.path("id").asString("").equals(key)
                ? Told.document(found.path("revision").asLong(), mark(found.path("body")))
                : Told.status(404);
    }

    private Optional<Answer> answer(Request request) {
        return answered(() -> api.send(
                request.asked().method().name(),
                "/v1/products/" + request.key(),
                body(request),
                headers(request.asked())));
    }

    private static Optional<Answer> answered(Supplier<Answer> asking) {
        try {
            return Optional.of(asking.get());
        } catch (UncheckedIOException lost) {
            return Optional.empty();
        }
    }

    private static BodyPublisher body(Request request) {
        return request.document().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(request.document());
    }

    private static String[] headers(Asked asked) {
        var headers = new ArrayList<String>();
        if (asked.body() != 0) {
            headers.addAll(List.of("Content-Type", mediaType(asked)));
        }
        if (asked.match() > 0) {
            headers.addAll(List.of(asked.isWrite() ? "If-Match" : "If-None-Match", "\"" + asked.match() + "\""));
        } else if (asked.onlyNew()) {
            headers.addAll(List.of("If-None-Match", "*"));
        }
        return headers.toArray(String[]::new);
    }

    private static String mediaType(Asked asked) {
        return asked.method() == Asked.Method.PATCH ? "application/merge-patch+json" : "application/json";
    }

    private String through(Optional<Answer> answer) {
        var worker = answer.map(Answer::worker).orElse("");
        var cached =
                answer.map(found -> found.header("Cache-Status")).orElse("").contains("hit");
        return name + (worker.isEmpty() ? "" : " and worker " + worker) + (cached ? " from the cache" : "");
    }

    private static Told told(Asked asked, Answer answer) {
        var stale = answer.header("Cache-Status").contains("ttl=-");
        var body = answer.status() == 200 && !asked.isWrite() ? mark(answer.json()) : 0;
        return new Told(answer.status(), revision(answer), body, stale);
    }

    private static long revision(Answer answer) {
        if (answer.code().equals("stale-revision")) {
            return Long.parseLong(answer.json().path("detail").asString().replaceFirst(".* ", ""));
        }
        return answer.etag().isEmpty() ? 0 : Long.parseLong(answer.etag().replace("\"", ""));
    }

    /** What tells a product from all others: its number, and a hash of all that it holds. */
    static long mark(String product) {
        return mark(JSON.readTree(product));
    }

    private static long mark(JsonNode product) {
        return (product.path("stock").asLong() << Integer.SIZE) | Integer.toUnsignedLong(product.hashCode());
    }
}
