package io.percore.document;

import org.bson.BsonBinaryWriter;
import org.bson.BsonWriter;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A document as MongoDB stores it: each node of the tree in the type that holds it exactly. */
final class BsonForm {
    private BsonForm() {}

    /** The BSON of a tree that {@link BodyReader} has read. */
    static byte[] of(ObjectNode document) {
        try (var buffer = new BasicOutputBuffer();
                var writer = new BsonBinaryWriter(buffer)) {
            write(writer, document);
            return buffer.toByteArray();
        }
    }

    private static void write(BsonWriter writer, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> writeObject(writer, node);
            case ARRAY -> writeArray(writer, node);
            case STRING -> writer.writeString(node.stringValue());
            case BOOLEAN -> writer.writeBoolean(node.booleanValue());
            case NULL -> writer.writeNull();
            case NUMBER -> writeNumber(writer, node);
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException(node.getNodeType() + " is not JSON");
        }
    }

    private static void writeObject(BsonWriter writer, JsonNode object) {
        writer.writeStartDocument();
        object.forEachEntry((name, value) -> {
            writer.writeName(name);
            write(writer, value);
        });
        writer.writeEndDocument();
    }

    private static void writeArray(BsonWriter writer, JsonNode array) {
        writer.writeStartArray();
        array.forEach(element -> write(writer, element));
        writer.writeEndArray();
    }

    private static void writeNumber(BsonWriter writer, JsonNode number) {
        switch (number.numberType()) {
            case INT, LONG -> writer.writeInt64(number.longValue());
            case FLOAT, DOUBLE -> writer.writeDouble(number.doubleValue());
            case BIG_INTEGER, BIG_DECIMAL -> writer.writeDecimal128(new Decimal128(number.decimalValue()));
        }
    }
}
