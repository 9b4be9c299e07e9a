package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentListTest {
    @Test
    void theNextPageIsReadOffTheAnswer() {
        assertThat(list("{\"documents\":[{\"body\":{}}],\"next\":\"MS9hLWI_\"}").next())
                .contains("MS9hLWI_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"documents\":[]}",
                "{\"documents\":[{\"body\":{\"next\":\"x\"}}]}",
                "{\"documents\":[{\"body\":{\"text\":\"],\\\"next\\\":\\\"x\\\"}\"}}]}"
            })
    void theLastPageHasNone(String json) {
        assertThat(list(json).next()).isEmpty();
    }

    private static DocumentList list(String json) {
        return new DocumentList(json.getBytes(UTF_8));
    }
}
