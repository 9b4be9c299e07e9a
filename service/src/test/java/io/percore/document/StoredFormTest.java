package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class StoredFormTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String ALPHABET = "abz09\"\\/\b\f\n\r\t\u0000\u001f\u007f \u00e9\u20ac\ud83d\ude00";

    @RepeatedTest(300)
    void whatIsStoredReadsAsWhatWasWritten(RepetitionInfo repetition) {
        var written = object(new Random(repetition.getCurrentRepetition()), 4);

        var tree = BodyReader.read(MAPPER.writeValueAsBytes(written));
        var bson = BsonForm.of(tree);
        var json = JsonForm.of(bson);

        assertThat(BodyReader.read(json)).isEqualTo(tree);
        assertThat(BsonForm.of(BodyReader.read(json))).isEqualTo(bson);
        assertThat(MAPPER.readTree(json)).isEqualTo(MAPPER.readTree(MAPPER.writeValueAsBytes(tree)));
    }

    @RepeatedTest(50)
    void theBsonIsWhatTheDriverReads(RepetitionInfo repetition) {
        var tree = BodyReader.read(MAPPER.writeValueAsBytes(object(new Random(repetition.getCurrentRepetition()), 4)));

        var bson = BsonForm.of(tree);

        assertThat(new RawBsonDocument(bson).decode(new BsonDocumentCodec()).keySet())
                .containsExactlyElementsOf(tree.propertyNames());
    }

    @Test
    void numbersAreAnsweredInTheFormOfTheirType() {
        var json = "{\"i\":1,\"f\":1.0,\"e\":1e2,\"d\":12345678901234567890,\"s\":0.12345678901234567890,\"n\":-0}";

        var answered = new String(JsonForm.of(BsonForm.of(BodyReader.read(json.getBytes(UTF_8)))), UTF_8);

        assertThat(answered)
                .isEqualTo("{\"i\":1,\"f\":1.0,\"e\":100.0,\"d\":12345678901234567890,"
                        + "\"s\":0.12345678901234567890,\"n\":-0.0}");
    }

    @Test
    void aHugeExponentIsNotWrittenOut() {
        var json = JsonForm.of(BsonForm.of(BodyReader.read("{\"a\":1e6000}".getBytes(UTF_8))));

        assertThat(new String(json, UTF_8)).isEqualTo("{\"a\":1E+6000}");
    }

    @Test
    void aDocumentWithinALargerArrayIsRead() {
        var bson = BsonForm.of(BodyReader.read("{\"a\":[1,{\"b\":null}]}".getBytes(UTF_8)));
        var larger = new byte[bson.length + 20];
        Arrays.fill(larger, (byte) 0x7f);
        System.arraycopy(bson, 0, larger, 7, bson.length);

        assertThat(new String(JsonForm.of(larger, 7, bson.length), UTF_8)).isEqualTo("{\"a\":[1,{\"b\":null}]}");
    }

    @Test
    void whatJsonCannotSayIsAFaultAndNotInvalidJson() {
        var foreign = new BsonDocument("a", new BsonDouble(Double.NaN));
        var raw = new RawBsonDocument(foreign, new BsonDocumentCodec());
        var bytes = Arrays.copyOfRange(
                raw.getBackingArray(), raw.getByteOffset(), raw.getByteOffset() + raw.getByteLength());

        assertThatIllegalStateException().isThrownBy(() -> JsonForm.of(bytes));
    }

    @Test
    void theLargestBodyFitsIntoADocumentOfMongoDb() {
        var json = "{\"a\":[" + "0,".repeat((1 << 19) - 5) + "0]}";

        var bson = BsonForm.of(BodyReader.read(json.getBytes(UTF_8)));

        assertThat(json.length()).isBetween((1 << 20) - 4, 1 << 20);
        assertThat(bson.length).isLessThan(9 << 20);
    }

    private static ObjectNode object(Random random, int depth) {
        var object = NODES.objectNode();
        for (var left = random.nextInt(6); left > 0; left--) {
            put(object, text(random).replaceAll("[.$\u0000]", "_"), random, depth);
        }
        return object;
    }

    private static void put(ObjectNode object, String name, Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> object.put(name, text(random));
            case 1 -> object.put(name, random.nextLong() >> random.nextInt(64));
            case 2 -> object.put(name, finite(random));
            case 3 -> object.put(name, decimal(random));
            case 4 -> object.put(name, random.nextBoolean());
            case 5 -> object.putNull(name);
            case 6 -> object.put(name, random.nextInt(1000) / 100.0);
            case 7 -> object.set(name, object(random, depth - 1));
            default -> object.set(name, array(random, depth - 1));
        }
    }

    private static ArrayNode array(Random random, int depth) {
        var array = NODES.arrayNode();
        object(random, depth).forEach(array::add);
        return array;
    }

    private static double finite(Random random) {
        var number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? number : 0.1;
    }

    private static BigDecimal decimal(Random random) {
        return new BigDecimal(new BigInteger(112, random), random.nextInt(12_000) - 6000);
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        var points = ALPHABET.codePoints().toArray();
        for (var left = random.nextInt(12); left > 0; left--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
