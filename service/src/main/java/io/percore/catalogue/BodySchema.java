package io.percore.catalogue;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.percore.refusal.Finding;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A collection's JSON Schema (2020-12), compiled once. */
public final class BodySchema {
    private static final int MOST_FINDINGS = 100;
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .formatAssertionsEnabled(true)
                    // 1.0 is an integer to JSON Schema.
                    .losslessNarrowing(true)
                    .build()));

    private final Schema schema;

    private BodySchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema.
     *
     * @throws RuntimeException when a reference in it leads nowhere
     */
    static BodySchema compile(JsonNode source) {
        var schema = REGISTRY.getSchema(DecimalTree.of(source));
        schema.initializeValidators();
        return new BodySchema(schema);
    }

    /** What is wrong with a schema as such; empty when it can be compiled. */
    static List<Finding> faults(JsonNode source) {
        var dialect = SpecificationVersion.DRAFT_2020_12.getDialectId();
        if (!source.path("$schema").asString(dialect).equals(dialect)) {
            return List.of(new Finding("must be " + dialect, "/$schema"));
        }
        return new BodySchema(REGISTRY.getSchema(SchemaLocation.of(dialect))).findings(source);
    }

    /** What is wrong with a body, the first hundred of it; empty when it is valid. */
    public List<Finding> findings(JsonNode body) {
        return schema.validate(DecimalTree.of(body)).stream()
                .limit(MOST_FINDINGS)
                .map(BodySchema::finding)
                .toList();
    }

    private static Finding finding(Error error) {
        return new Finding(error.getMessage(), error.getInstanceLocation().toString());
    }
}
