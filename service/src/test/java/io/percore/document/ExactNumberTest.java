package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser.NumberType;

final class ExactNumberTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9223372036854775807", "-9223372036854775808"})
    void integersInRangeAreInt64(String written) {
        assertThat(type(written)).isEqualTo(NumberType.LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.1", "1.0", "1e5", "-2.5E-3", "100000000000000000000", "4.9e-324", "1.7976931348623157e308"})
    void numbersWhoseShortestFormIsADoublesAreDoubles(String written) {
        assertThat(type(written)).isEqualTo(NumberType.DOUBLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "0.12345678901234567890",
                "1234567890123456789012345678901234",
                "1e400",
                "-9.999999999999999999999999999999999e6144",
                "1e-6176"
            })
    void whatADoubleWouldRoundIsDecimal128(String written) {
        assertThat(type(written)).isEqualTo(NumberType.BIG_DECIMAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"12345678901234567890123456789012345", "1e6145", "1e-6177", "1e99999999999", "-1e-99999999999"})
    void whatNoTypeHoldsIsRefused(String written) {
        assertThat(ExactNumber.of(written, false)).isEmpty();
    }

    @Test
    void aNumberOfManyThousandDigitsIsRefusedUnread() {
        assertThat(ExactNumber.of("9".repeat(1_000_000), true)).isEmpty();
    }

    @Test
    void negativeZeroKeepsItsSign() {
        var zero = ExactNumber.of("-0", true).orElseThrow().doubleValue();

        assertThat(Double.doubleToRawLongBits(zero)).isEqualTo(Double.doubleToRawLongBits(-0.0));
    }

    private static NumberType type(String written) {
        var node = ExactNumber.of(written, written.matches("-?[0-9]+")).orElseThrow();
        var held = node.isDouble() ? new BigDecimal(node.toString()) : node.decimalValue();
        assertThat(held).isEqualByComparingTo(written);
        return node.numberType();
    }
}
