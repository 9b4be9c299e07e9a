package io.percore.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryStringTest {
    @ParameterizedTest
    @ValueSource(strings = {"limit=1", "limit=1&", "&limit=1", "&&limit=1&&", "l%69mit=%31"})
    void betweenAmpersandsThereMayBeNothing(String raw) {
        assertThat(QueryString.parameters(raw)).isEqualTo(Map.of("limit", List.of("1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&", "&&"})
    void nothingIsNoParameter(String raw) {
        assertThat(QueryString.parameters(raw)).isEmpty();
    }

    @Test
    void aParameterMayBeRepeatedAndEmpty() {
        assertThat(QueryString.parameters("a=1&a=&a&b=x=y"))
                .isEqualTo(Map.of("a", List.of("1", "", ""), "b", List.of("x=y")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=%", "limit=%z", "limit=%zz", "limit=%-1", "%=1"})
    void aPercentSignThatEscapesNothingIsRefused(String raw) {
        var refusal = catchThrowableOfType(Refusal.class, () -> QueryString.parameters(raw));

        assertThat(refusal.code()).isEqualTo("invalid-parameter");
    }
}
