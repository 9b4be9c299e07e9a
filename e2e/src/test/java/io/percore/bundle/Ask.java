package io.percore.bundle;

import java.util.Map;

/** What a client of a crowd asks for. */
public record Ask(String method, String path, Map<String, String> headers, String body) {

    /** A product, read. */
    public static Ask read(String id) {
        return new Ask("GET", "/v1/products/" + id, Map.of(), "");
    }

    /** A product, stored whole. */
    public static Ask replace(String id, String json) {
        return new Ask("PUT", "/v1/products/" + id, Map.of("Content-Type", "application/json"), json);
    }
}
