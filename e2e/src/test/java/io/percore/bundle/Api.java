package io.percore.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks the document API to one address: the edge, or a worker directly. Headers are given as name, value, name, value. */
public final class Api {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;

    Api(URI base) {
        this.base = base;
    }

    /** Stores a document under an id that the server makes. */
    public Answer create(String collection, String json, String... headers) {
        return send("POST", "/v1/" + collection, BodyPublishers.ofString(json), typed("application/json", headers));
    }

    /** The document as it is stored. */
    public Answer read(String collection, String id, String... headers) {
        return send("GET", path(collection, id), BodyPublishers.noBody(), headers);
    }

    /** What a read would answer, without the body. */
    public Answer head(String collection, String id, String... headers) {
        return send("HEAD", path(collection, id), BodyPublishers.noBody(), headers);
    }

    /** Stores a whole document under a known id. */
    public Answer replace(String collection, String id, String json, String... headers) {
        return send("PUT", path(collection, id), BodyPublishers.ofString(json), typed("application/json", headers));
    }

    /** Merges a JSON Merge Patch into a document. */
    public Answer patch(String collection, String id, String patch, String... headers) {
        return send(
                "PATCH",
                path(collection, id),
                BodyPublishers.ofString(patch),
                typed("application/merge-patch+json", headers));
    }

    /** Deletes a document. */
    public Answer delete(String collection, String id, String... headers) {
        return send("DELETE", path(collection, id), BodyPublishers.noBody(), headers);
    }

    /** One page of a collection; the query is written as in a URL, without the question mark. */
    public Answer list(String collection, String query) {
        return get("/v1/" + collection + "?" + query);
    }

    /** Any path, read. */
    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    /** Any request at all, for what the other methods cannot say. */
    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException problem) {
            throw new UncheckedIOException(method + " " + base + path, problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static String path(String collection, String id) {
        return "/v1/" + collection + "/" + id;
    }

    private static String[] typed(String mediaType, String... headers) {
        var all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = mediaType;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return all;
    }
}
