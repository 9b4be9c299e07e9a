package io.percore.document;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bson.BsonType;
import org.bson.types.Decimal128;

/**
 * A stored document as clients read it, straight from BSON bytes to UTF-8 bytes.
 *
 * <p>BSON strings are UTF-8 already, so that nothing is decoded and no tree is built.
 */
final class JsonForm {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer bson;
    private byte[] json;
    private int size;

    private JsonForm(ByteBuffer bson) {
        this.bson = bson.order(ByteOrder.LITTLE_ENDIAN);
        this.json = new byte[Math.max(64, bson.remaining() + bson.remaining() / 4)];
    }

    /** The JSON of a BSON document that has only the types that {@link BsonForm} writes. */
    static byte[] of(byte[] bson) {
        return of(bson, 0, bson.length);
    }

    /** The same for a document inside a larger array. */
    static byte[] of(byte[] bson, int offset, int length) {
        var form = new JsonForm(ByteBuffer.wrap(bson, offset, length));
        form.members('{', '}', true);
        return Arrays.copyOf(form.json, form.size);
    }

    private void members(char open, char close, boolean named) {
        bson.getInt();
        put(open);
        var first = true;
        for (var type = bson.get(); type != 0; type = bson.get()) {
            if (!first) {
                put(',');
            }
            first = false;
            name(named);
            value(BsonType.findByValue(type & 0xff));
        }
        put(close);
    }

    private void name(boolean shown) {
        var start = bson.position();
        var end = start;
        while (bson.get(end) != 0) {
            end++;
        }
        if (shown) {
            string(start, end);
            put(':');
        }
        bson.position(end + 1);
    }

    private void value(BsonType type) {
        switch (type) {
            case DOCUMENT -> members('{', '}', true);
            case ARRAY -> members('[', ']', false);
            case STRING -> string();
            case INT32 -> ascii(Integer.toString(bson.getInt()));
            case INT64 -> ascii(Long.toString(bson.getLong()));
            case DOUBLE -> number(bson.getDouble());
            case DECIMAL128 -> decimal(bson.getLong(), bson.getLong());
            case BOOLEAN -> ascii(bson.get() == 0 ? "false" : "true");
            case NULL -> ascii("null");
            default -> throw new IllegalStateException("a stored body holds " + type + ", which JSON has not");
        }
    }

    private void number(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalStateException("a stored body holds " + number + ", which JSON has not");
        }
        ascii(Double.toString(number));
    }

    private void decimal(long low, long high) {
        ascii(Decimal128.fromIEEE754BIDEncoding(high, low).bigDecimalValue().toString());
    }

    private void string() {
        var length = bson.getInt();
        var start = bson.position();
        string(start, start + length - 1);
        bson.position(start + length);
    }

    private void string(int start, int end) {
        put('"');
        var plain = start;
        for (var at = start; at < end; at++) {
            var character = bson.get(at);
            if (character == '"' || character == '\\' || (character >= 0 && character < ' ')) {
                copy(plain, at);
                escape(character);
                plain = at + 1;
            }
        }
        copy(plain, end);
        put('"');
    }

    private void escape(byte character) {
        put('\\');
        switch (character) {
            case '"', '\\' -> put((char) character);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> {
                ascii("u00");
                put((char) HEX[character >> 4]);
                put((char) HEX[character & 15]);
            }
        }
    }

    private void copy(int from, int to) {
        room(to - from);
        bson.get(from, json, size, to - from);
        size += to - from;
    }

    private void ascii(String text) {
        room(text.length());
        for (var at = 0; at < text.length(); at++) {
            json[size++] = (byte) text.charAt(at);
        }
    }

    private void put(char character) {
        room(1);
        json[size++] = (byte) character;
    }

    private void room(int more) {
        if (size + more > json.length) {
            json = Arrays.copyOf(json, Math.max(size + more, json.length * 2));
        }
    }
}
