package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;

final class EnvelopeFormTest {
    private static final OperationId OPERATION = new OperationId("1763848800.123-0123456789abcdef0123456789abcdef");

    @Test
    void operationsThatWereSpelledOutAreKnown() {
        var stored = stored("""
                {"_id": "ada", "rev": {"$numberLong": "7"}, "body": {},
                 "ops": [{"id": "%s", "rev": {"$numberLong": "6"}, "kind": "patched"},
                         {"id": "1763848801.000-ffffffffffffffffffffffffffffffff", "rev": {"$numberLong": "7"},
                          "kind": "replaced"}]}""".formatted(OPERATION.text()));

        var history = EnvelopeForm.envelope(stored).history();

        assertThat(history.applied(OPERATION)).contains(new Applied(OPERATION, new Revision(6), Applied.Kind.PATCHED));
        assertThat(history.mayHaveForgotten(OPERATION)).isFalse();
    }

    private static RawBsonDocument stored(String json) {
        return new RawBsonDocument(BsonDocument.parse(json), new BsonDocumentCodec());
    }
}
