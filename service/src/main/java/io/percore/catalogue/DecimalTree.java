package io.percore.catalogue;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tree whose numbers all have one type and one form for each value.
 *
 * <p>The schema validator compares by the type that a number happens to have: as a long where the schema's bound is one, which throws
 * on what a long does not hold, and as a double for multipleOf, which rounds. On decimals it is exact.
 */
final class DecimalTree {
    private static final int MOST_ZEROS = 40;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private DecimalTree() {}

    /** A copy of the tree with such numbers. */
    static JsonNode of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var copy = NODES.objectNode();
                object.forEachEntry((name, value) -> copy.set(name, of(value)));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = NODES.arrayNode(array.size());
                array.forEach(element -> copy.add(of(element)));
                yield copy;
            }
            default ->
                node.isNumber() ? DecimalNode.valueOf(form(node.decimalValue().stripTrailingZeros())) : node;
        };
    }

    /** 100 and not 1E+2, since messages about a schema repeat its numbers; but not the zeros of 1E+6000. */
    private static BigDecimal form(BigDecimal stripped) {
        return stripped.scale() < 0 && stripped.scale() > -MOST_ZEROS ? stripped.setScale(0) : stripped;
    }
}
