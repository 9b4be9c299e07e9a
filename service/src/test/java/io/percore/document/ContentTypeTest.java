package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentTypeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                " application/json ",
                "application/json;",
                "application/json ; ",
                "application/json;;",
                "application/json; charset=utf-8",
                "application/json\t;\tCharset=utf-8 ;",
                "application/json;charset=\"utf-8\"",
                "application/json; a=\"x;\\\"y\"; charset=utf-8"
            })
    void theSameTypeIsWrittenInManyWays(String written) {
        var type = ContentType.of(written).orElseThrow();

        assertThat(type.name()).isEqualTo("application/json");
        assertThat(type.parameters("charset")).allMatch("utf-8"::equals);
    }

    @Test
    void aQuotedValueIsOneValue() {
        var type = ContentType.of("text/plain; a=\"x; charset=utf-16\"; CHARSET=\"utf-\\8\"")
                .orElseThrow();

        assertThat(type.parameters("charset")).containsExactly("utf-8");
        assertThat(type.parameters("a")).containsExactly("x; charset=utf-16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "json",
                "application/",
                "/json",
                "application/json/x",
                "application /json",
                "application/json, text/plain",
                "application/json charset=utf-8",
                "application/json; charset",
                "application/json; charset=",
                "application/json; charset = utf-8",
                "application/json; charset=\"utf-8",
                "application/json; charset=utf-8 x"
            })
    void whatIsNoMediaTypeIsNone(String written) {
        assertThat(ContentType.of(written)).isEmpty();
    }
}
