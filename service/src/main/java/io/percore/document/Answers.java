package io.percore.document;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.percore.catalogue.Collection;
import io.percore.query.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** How what was asked for is answered: one array of bytes and headers that are made once, where they can be. */
final class Answers {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final HeaderName CACHE_STATUS = HeaderNames.create("Cache-Status");
    private static final HeaderName SERVER_TIMING = HeaderNames.create("Server-Timing");

    private Answers() {}

    static void document(ServerResponse response, Collection collection, Reading reading, Method method) {
        var json = reading.document().json();
        response.header(JSON);
        provenance(response, collection, reading);
        send(response, json, method);
    }

    private static void send(ServerResponse response, byte[] json, Method method) {
        if (method.equals(Method.HEAD)) {
            response.contentLength(json.length);
            response.send();
        } else {
            response.send(json);
        }
    }

    static void unchanged(ServerResponse response, Collection collection, Reading reading) {
        response.status(Status.NOT_MODIFIED_304);
        provenance(response, collection, reading);
        response.send();
    }

    /** Which revision it is, and from where. */
    private static void provenance(ServerResponse response, Collection collection, Reading reading) {
        response.header(etag(reading.revision()));
        provenance(response, collection, reading.from());
    }

    private static void provenance(ServerResponse response, Collection collection, Provenance from) {
        response.header(SERVER_TIMING, from.timing().toString());
        from.age()
                .map(Duration::toSeconds)
                .ifPresentOrElse(age -> stale(response, age), () -> current(response, collection, from.source()));
    }

    private static void current(ServerResponse response, Collection collection, Source source) {
        response.header(CACHE_STATUS, source.cacheStatus());
        Freshness.of(collection).ifPresent(response::header);
    }

    private static void stale(ServerResponse response, long age) {
        // RFC 9211, 2.5: less than nothing left to live is how long it has been stale.
        response.header(CACHE_STATUS, "percore; hit; ttl=-" + age).header(HeaderNames.AGE, String.valueOf(age));
    }

    static void list(ServerResponse response, Collection collection, Page page, ListReading reading, Method method) {
        reading.list()
                .next()
                .map(next ->
                        "</v1/%s?limit=%d&after=%s>; rel=\"next\"".formatted(page.collection(), page.limit(), next))
                .ifPresent(link -> response.header(HeaderNames.LINK, link));
        response.header(JSON);
        provenance(response, collection, reading.from());
        send(response, reading.list().json(), method);
    }

    static void applied(ServerResponse response, Address at, Applied applied) {
        switch (applied.kind()) {
            case CREATED -> {
                response.status(Status.CREATED_201)
                        .header(HeaderNames.LOCATION, "/v1/" + at.collection() + "/" + at.id());
                receipt(response, at, applied.revision());
            }
            case REPLACED, PATCHED -> receipt(response, at, applied.revision());
            case DELETED -> response.status(Status.NO_CONTENT_204).send();
        }
    }

    private static void receipt(ServerResponse response, Address at, Revision revision) {
        var json = "{\"id\":\"" + at.id() + "\",\"revision\":" + revision + "}";
        response.header(JSON).header(etag(revision)).send(json.getBytes(StandardCharsets.US_ASCII));
    }

    private static Header etag(Revision revision) {
        return HeaderValues.create(HeaderNames.ETAG, revision.etag());
    }
}
