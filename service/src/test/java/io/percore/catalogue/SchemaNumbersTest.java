package io.percore.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.refusal.Finding;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;

/** Numbers against each keyword that compares them, in each of the types that a body's numbers have. */
final class SchemaNumbersTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type": "integer", "minimum": 0}         | 0 1 9223372036854775807 9223372036854775808 1e19 1e400 1E+6111 | -1 -1e19 -9223372036854775809 -1e400 0.5 1e-400
                    {"type": "integer", "maximum": 150}       | 150 150.0 1.5e2 -1e19 -1e400                                   | 151 150.5 1e19 1e400 9223372036854775808
                    {"type": "integer", "exclusiveMinimum": 0} | 1 1e19 1e400 9223372036854775808                              | 0 -0.0 -1e19 -1e400
                    {"type": "integer", "exclusiveMaximum": 0} | -1 -1e19 -1e400 -9223372036854775809                          | 0 1e19 1e400
                    {"minimum": 0}                            | 0 1e-400 1e400 0.1                                             | -1e-400 -1e400 -9223372036854775809
                    {"maximum": 9223372036854775807}          | 9223372036854775807 -1e400                                     | 9223372036854775808 1e19 1e400
                    {"maximum": 9223372036854775808}          | 9223372036854775808 9223372036854775807                        | 9223372036854775809 1e19 1e400
                    {"maximum": 1e400}                        | 1e400 1e19 1                                                   | 1e401
                    {"minimum": 0.1}                          | 0.1 1e400                                                      | 0.09999999999999999 -1e400 1e-400
                    {"multipleOf": 2}                         | 2 -4 0 1e19 1e400 9223372036854775808 9007199254740994         | 1 9007199254740993 9223372036854775807 9223372036854775809 0.5 1e-400
                    {"multipleOf": 0.01}                      | 0.07 19.99 4.35 1e400 9223372036854775807                      | 0.015 1e-400
                    {"multipleOf": 1e400}                     | 0 1e400 2e400                                                  | 1 1e19 1e399
                    {"enum": [1, 1e400]}                      | 1 1.0 1e400                                                    | 2 1e19 1e399
                    {"const": 9223372036854775808}            | 9223372036854775808                                            | 9223372036854775807 1e19 1e400
                    {"type": "integer"}                       | 1 1.0 1e19 1e400 9223372036854775808                           | 0.5 1e-400
                    """)
    void aKeywordTakesWhatItsBoundAllowsAndRefusesTheOthers(String schema, String taken, String refused) {
        var compiled = BodySchema.compile(JSON.readTree("{\"properties\": {\"n\": " + schema + "}}"));

        for (var number : taken.split(" ", -1)) {
            assertThat(findings(compiled, number)).as(number).isEmpty();
        }
        for (var number : refused.split(" ", -1)) {
            assertThat(findings(compiled, number)).as(number).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "1e19, 10000000000000000000", "1e400, 10e399"})
    void equalNumbersAreNotUniqueHoweverTheyAreWritten(String one, String other) {
        var compiled = BodySchema.compile(JSON.readTree("{\"properties\": {\"n\": {\"uniqueItems\": true}}}"));
        var body = JSON.createObjectNode();
        body.putArray("n").add(node(one)).add(node(other));

        assertThat(compiled.findings(body)).hasSize(1);
    }

    private static List<Finding> findings(BodySchema schema, String number) {
        return schema.findings(JSON.createObjectNode().set("n", node(number)));
    }

    /** As BodyReader makes them. */
    private static JsonNode node(String number) {
        var exact = new BigDecimal(number);
        if (number.matches("-?[0-9]+") && exact.toBigInteger().bitLength() < Long.SIZE) {
            return LongNode.valueOf(exact.longValueExact());
        }
        var nearest = exact.doubleValue();
        return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(exact) == 0
                ? DoubleNode.valueOf(nearest)
                : DecimalNode.valueOf(exact);
    }
}
