package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdempotencyKeyTest {
    @Test
    void aKeyIsWhatStandsInTheQuotes() {
        assertThat(key("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"").text())
                .isEqualTo("8e03978e-40d5-43e8-bc93-6894a57f9324");
        assertThat(key("\"a, b\"").text()).isEqualTo("a, b");
    }

    @Test
    void anEscapedCharacterIsItself() {
        assertThat(key("\"a\\\"b\\\\c\"").text()).isEqualTo("a\"b\\c");
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(key("\"" + "\\\\".repeat(255) + "\"").text()).hasSize(255);

        assertThat(refusal(List.of("\"" + "a".repeat(256) + "\"")).status().code())
                .isEqualTo(400);
        assertThat(refusal(List.of("\"" + "\\\\".repeat(100_000) + "\""))
                        .status()
                        .code())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "\"\"", "\"a", "'a'", "\"a\"b\"", "\"a\\b\"", "\"\u00e9\"", "\"a\", \"b\"", "\"a\";p=1"
            })
    void anotherFormIsRefused(String header) {
        assertThat(refusal(List.of(header)).status().code()).isEqualTo(400);
    }

    @Test
    void twoKeysAreRefused() {
        assertThat(refusal(List.of("\"a\"", "\"a\"")).code()).isEqualTo("invalid-header");
    }

    private static IdempotencyKey key(String header) {
        return IdempotencyKey.of(List.of(header));
    }

    private static Refusal refusal(List<String> lines) {
        return catchThrowableOfType(Refusal.class, () -> IdempotencyKey.of(lines));
    }
}
