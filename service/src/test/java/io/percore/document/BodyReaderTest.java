package io.percore.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Finding;
import io.percore.refusal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyReaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{}x",
                "[]",
                "\"text\"",
                "null",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "{\"a\":\"\t\"}",
                "{\"a\":tru}",
                "{/**/}",
                "\uFEFF{}"
            })
    void whatIsNotOneJsonObjectIsRefused(String body) {
        assertThat(refusal(body.getBytes(UTF_8)).code()).isEqualTo("invalid-json");
    }

    @Test
    void aByteOrderMarkIsNamed() {
        assertThat(refusal("\uFEFF{}".getBytes(UTF_8))).hasMessageContaining("byte order mark");
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        assertThat(refusal("{\"a\":\"\u00e9\"}".getBytes(ISO_8859_1)).code()).isEqualTo("invalid-json");
        assertThat(refusal("{\"a\":1}".getBytes(UTF_16)).code()).isEqualTo("invalid-json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":{"b":1,"b":2}}              | duplicate-member     | /a/b
                    {"a":1,"\\u0061":2}              | duplicate-member     | /a
                    {"a":[0,{"$set":1}]}             | forbidden-field-name | /a/1/$set
                    {"a":{"x.y":1}}                  | forbidden-field-name | /a/x.y
                    {"cost$":1}                      | forbidden-field-name | /cost$
                    {"a/b":[0.12345678901234567890123456789012345678]} | unholdable-number | /a~1b/0
                    {"a":"\\ud800"}                  | invalid-json         | /a
                    {"a":"\\udc00\\ud800"}           | invalid-json         | /a
                    """)
    void aFaultIsNamedAndPointedAt(String body, String code, String pointer) {
        var refusal = refusal(body.getBytes(UTF_8));

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.findings()).extracting(Finding::pointer).containsExactly(pointer);
    }

    @Test
    void aNulInAFieldNameIsRefusedButNotInAString() {
        assertThat(refusal("{\"a\\u0000\":1}".getBytes(UTF_8)).code()).isEqualTo("forbidden-field-name");
        assertThat(read("{\"a\":\"\\u0000\"}")).isEqualTo("{\"a\":\"\\u0000\"}");
    }

    @Test
    void sixtyFourLevelsAreReadAndOneMoreIsRefused() {
        assertThat(read(nested(64))).isEqualTo(nested(64));
        assertThat(refusal(nested(65).getBytes(UTF_8)).code()).isEqualTo("too-deep");
        assertThat(refusal(("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8)).code())
                .isEqualTo("too-deep");
    }

    @Test
    void aPairOfSurrogatesIsOneCharacter() {
        assertThat(read("{\"a\":\"\\ud83d\\ude00\"}")).isEqualTo("{\"a\":\"\ud83d\ude00\"}");
    }

    private static String nested(int depth) {
        return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    private static String read(String body) {
        return BodyReader.read(body.getBytes(UTF_8)).toString();
    }

    private static Refusal refusal(byte[] body) {
        return catchThrowableOfType(Refusal.class, () -> BodyReader.read(body));
    }
}
