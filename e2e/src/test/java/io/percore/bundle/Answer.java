package io.percore.bundle;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One HTTP answer, in the words of the document API. */
public record Answer(int status, HttpHeaders headers, String text) {

    private static final JsonMapper JSON = new JsonMapper();

    /** A header's value, or an empty text. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The document's strong entity tag. */
    public String etag() {
        return header("ETag");
    }

    /** The port of the worker that answered; empty if the edge answered by itself. */
    public String worker() {
        return header("Percore-Worker");
    }

    /** The body, parsed. */
    public JsonNode json() {
        return JSON.readTree(text);
    }

    /** The id that a write answered with. */
    public String id() {
        return json().path("id").asString();
    }

    /** The stable code of a problem document; empty if this is none. */
    public String code() {
        return header("Content-Type").startsWith("application/problem+json")
                ? json().path("code").asString()
                : "";
    }

    @Override
    public String toString() {
        return status + " " + headers.map() + " " + text;
    }
}
