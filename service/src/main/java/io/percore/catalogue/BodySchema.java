package io.percore.catalogue;

import com.networknt.schema.Schema;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A collection's JSON Schema, compiled once. */
public final class BodySchema {
    private final Schema schema;

    BodySchema(Schema schema) {
        this.schema = schema;
    }

    /** One thing that is wrong with a body, and the JSON Pointer of where. */
    public record Finding(String detail, String pointer) {}

    /** Everything that is wrong with a body; empty when it is valid. */
    public List<Finding> findings(JsonNode body) {
        return schema.validate(body).stream()
                .map(error -> new Finding(
                        error.getMessage(), error.getInstanceLocation().toString()))
                .toList();
    }
}
