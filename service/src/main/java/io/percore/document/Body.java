package io.percore.document;

import io.percore.catalogue.Collection;
import io.percore.refusal.BodyRefusal.SchemaViolation;
import io.percore.refusal.BodyRefusal.TooLarge;
import tools.jackson.databind.node.ObjectNode;

/** What clients wrote, in both forms: as it is stored and as it is answered. */
final class Body {
    private final byte[] bson;
    private final byte[] json;

    private Body(byte[] bson, byte[] json) {
        this.bson = bson;
        this.json = json;
    }

    /** A body that the collection takes, or a refusal that says why not. */
    static Body accepted(Collection collection, ObjectNode tree) {
        var findings = collection.schema().findings(tree);
        if (!findings.isEmpty()) {
            throw new SchemaViolation(collection.name(), findings);
        }
        var bson = BsonForm.of(tree);
        var json = JsonForm.of(bson);
        // The written form may be longer than what came: 1e5 is answered as 100000.0.
        if (json.length > collection.maxSize()) {
            throw new TooLarge(collection.maxSize());
        }
        return new Body(bson, json);
    }

    byte[] bson() {
        return bson;
    }

    byte[] json() {
        return json;
    }
}
