package io.percore.document;

import io.percore.refusal.BodyRefusal.DuplicateMember;
import io.percore.refusal.BodyRefusal.ForbiddenFieldName;
import io.percore.refusal.BodyRefusal.InvalidJson;
import io.percore.refusal.BodyRefusal.TooDeep;
import io.percore.refusal.BodyRefusal.UnholdableNumber;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads one JSON object strictly: nothing in it is guessed, dropped or rounded. */
final class BodyReader {
    /** How many objects and arrays may stand inside each other, the document itself counted. */
    static final int DEPTH = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    // Lengths are bounded by the size of the body already, and depth is counted here.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;

    private BodyReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The object that the bytes say, its numbers already in the type that holds them; else a refusal of the body. */
    static ObjectNode read(byte[] utf8) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text(utf8))) {
            return new BodyReader(parser).document();
        } catch (JacksonException fault) {
            var at = fault.getLocation();
            throw new InvalidJson(
                    "the body stops being JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
    }

    private static String text(byte[] utf8) {
        try {
            // A new decoder reports what is malformed, where the String constructor replaces it.
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (text.startsWith("\ufeff")) {
                throw new InvalidJson("the body begins with a byte order mark; send it without one");
            }
            return text;
        } catch (CharacterCodingException fault) {
            throw new InvalidJson("the body is not UTF-8");
        }
    }

    private ObjectNode document() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidJson("the body must be a JSON object");
        }
        var document = object(1);
        if (parser.nextToken() != null) {
            throw new InvalidJson("something follows the JSON object");
        }
        return document;
    }

    private ObjectNode object(int depth) {
        refuseBelow(depth);
        var object = NODES.objectNode();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            checkName(name);
            if (object.has(name)) {
                throw new DuplicateMember(pointer());
            }
            parser.nextToken();
            object.set(name, value(depth));
        }
        return object;
    }

    private ArrayNode array(int depth) {
        refuseBelow(depth);
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(depth));
        }
        return array;
    }

    private JsonNode value(int depth) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> NODES.stringNode(checkedText(parser.getString()));
            case VALUE_NUMBER_INT -> number(true);
            case VALUE_NUMBER_FLOAT -> number(false);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, PROPERTY_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT ->
                throw new InvalidJson("a value is missing", pointer());
        };
    }

    private JsonNode number(boolean integer) {
        return ExactNumber.of(parser.getString(), integer).orElseThrow(() -> new UnholdableNumber(pointer()));
    }

    private void refuseBelow(int depth) {
        if (depth > DEPTH) {
            throw new TooDeep(DEPTH, pointer());
        }
    }

    private void checkName(String name) {
        if (name.indexOf('$') >= 0 || name.indexOf('.') >= 0 || name.indexOf('\0') >= 0) {
            throw new ForbiddenFieldName(pointer());
        }
        checkedText(name);
    }

    /** Escapes can say half of a surrogate pair, which UTF-8 and BSON cannot. */
    private String checkedText(String text) {
        for (var at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                if (Character.charCount(text.codePointAt(at)) == 1) {
                    throw new InvalidJson("half of a surrogate pair stands alone", pointer());
                }
                at++;
            }
        }
        return text;
    }

    private String pointer() {
        return parser.streamReadContext().pathAsPointer().toString();
    }
}
