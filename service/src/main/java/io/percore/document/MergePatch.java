package io.percore.document;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7396. */
final class MergePatch {
    private MergePatch() {}

    /** The target with the patch merged in; neither is changed. */
    static JsonNode apply(JsonNode target, JsonNode patch) {
        return patch instanceof ObjectNode members ? merged(target, members) : patch;
    }

    /** As {@link #apply}, for a patch that is an object and hence makes one. */
    static ObjectNode merged(JsonNode target, ObjectNode patch) {
        var result = JsonNodeFactory.instance.objectNode();
        if (target instanceof ObjectNode object) {
            result.setAll(object);
        }
        patch.forEachEntry((name, value) -> {
            if (value.isNull()) {
                result.remove(name);
            } else {
                result.set(name, apply(result.path(name), value));
            }
        });
        return result;
    }
}
