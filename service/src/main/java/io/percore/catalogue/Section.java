package io.percore.catalogue;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** A part of the catalogue file, where it stands, and where its problems are gathered. */
record Section(String path, JsonNode node, List<String> problems) {
    void knows(String... keys) {
        if (!node.isObject()) {
            problem("must be a mapping with the keys " + String.join(", ", keys));
            return;
        }
        node.propertyNames().stream()
                .filter(key -> !List.of(keys).contains(key))
                .forEach(key -> problem(key, "is no known key; known are " + String.join(", ", keys)));
    }

    /** The scalar at that key as it is written; the default when the key is absent. */
    String text(String key, String absent) {
        var value = node.path(key);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isValueNode()) {
            problem(key, "must be a single value");
            return absent;
        }
        return value.asString();
    }

    Section element(String key, int position) {
        return new Section(path(key) + "[" + position + "]", node.path(key).path(position), problems);
    }

    String path(String key) {
        return path + "." + key;
    }

    void problem(String key, String problem) {
        problems.add(path(key) + ": " + problem);
    }

    void problem(String problem) {
        problems.add(path + ": " + problem);
    }
}
