package io.percore.fuzz;

import java.util.List;
import java.util.Map;

/** JSON that a client may send: mostly documents of the example collections, in parts or as a whole not what they should be. */
final class HostileJson {

    private static final List<String> NUMBERS = Dictionary.of("numbers");

    private static final List<String> STRINGS = Dictionary.of("strings");

    private static final List<String> NAMES = Dictionary.of("names");

    private static final List<String> WHOLE = Dictionary.of("bodies");

    private static final Map<String, List<String>> MEMBERS = Map.of(
            "products", List.of("name", "category", "price", "stock", "description", "attributes"),
            "users", List.of("email", "name", "age", "active", "tags", "address", "profile"),
            "articles", List.of("title", "text"));

    private final Choices choices;

    HostileJson(Choices choices) {
        this.choices = choices;
    }

    /** What is sent for a document of a collection. */
    String document(String collection) {
        if (choices.oneIn(12)) {
            return choices.of(WHOLE);
        }
        return choices.oneIn(25) ? deep() : broken(object(MEMBERS.getOrDefault(collection, NAMES), 12));
    }

    /** What is sent to change a few members of one. */
    String patch(String collection) {
        var members = MEMBERS.getOrDefault(collection, NAMES);
        if (choices.oneIn(3)) {
            return document(collection);
        }
        return broken("{\"%s\":%s}".formatted(choices.of(members), choices.oneIn(6) ? "null" : any(3)));
    }

    private String object(List<String> members, int oddOneIn) {
        var json = new StringBuilder("{");
        for (var member : members) {
            if (!choices.oneIn(oddOneIn)) {
                var value = choices.oneIn(oddOneIn) ? any(3) : fitting(member);
                json.append(json.length() > 1 ? "," : "")
                        .append('"')
                        .append(member)
                        .append("\":")
                        .append(value);
            }
        }
        if (choices.oneIn(8)) {
            json.append(",\"").append(choices.of(NAMES)).append("\":").append(any(2));
        }
        return json.append('}').toString();
    }

    private String fitting(String member) {
        return switch (member) {
            case "price", "stock", "age" -> choices.oneIn(4) ? choices.of(NUMBERS) : String.valueOf(choices.below(150));
            case "active" -> "true";
            case "tags" -> "[\"a\",\"b\"]";
            case "address" -> "{\"country\":\"DE\"}";
            case "attributes", "profile" -> choices.oneIn(2) ? "{}" : "{\"it\":" + any(4) + "}";
            case "email" -> "\"fuzz" + choices.below(1_000_000) + "@example.org\"";
            default -> choices.oneIn(6) ? string() : "\"plain " + choices.below(100) + '"';
        };
    }

    private String string() {
        // Longer than the schemas allow.
        return '"' + (choices.oneIn(30) ? "x".repeat(choices.of(List.of(201, 10_001))) : choices.of(STRINGS)) + '"';
    }

    private String any(int levels) {
        return switch (choices.below(levels > 0 ? 8 : 5)) {
            case 0 -> "null";
            case 1 -> "false";
            case 2, 3 -> choices.of(NUMBERS);
            case 4 -> string();
            case 5 -> "[" + any(levels - 1) + "," + any(levels - 1) + "]";
            default -> "{\"" + choices.of(NAMES) + "\":" + any(levels - 1) + ",\"b\":" + any(levels - 1) + "}";
        };
    }

    private String deep() {
        var levels = choices.of(List.of(63, 64, 65, 200, 3000, 30_000));
        var closed = choices.oneIn(2) ? levels : choices.below(levels);
        return choices.oneIn(2)
                ? "[".repeat(levels) + "]".repeat(closed)
                : "{\"attributes\":" + "{\"a\":".repeat(levels) + "1" + "}".repeat(closed);
    }

    private String broken(String json) {
        return choices.oneIn(10) ? Mutations.octets(json, choices) : json;
    }
}
