package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Refusal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationIdTest {
    private static final String WRITTEN = "1763848800.123-0123456789abcdef0123456789abcdef";

    @Test
    void everyTryMakesTheSameDocument() {
        assertThat(OperationId.of(WRITTEN).documentId())
                .isEqualTo(OperationId.of(WRITTEN).documentId());
    }

    @Test
    void theDocumentsIdIsAUuidOfVersionSevenAndTheOperationsTime() {
        var id = UUID.fromString(OperationId.of(WRITTEN).documentId());

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1763848800123L);
        assertThat(id.toString()).endsWith("-7012-8d15-9e26af37bc04");
    }

    @Test
    void laterDocumentsSortAfterEarlierOnes() {
        var now = Instant.parse("2026-11-22T22:00:00Z");

        var earlier = OperationId.at(now).documentId();
        var later = OperationId.at(now.plusMillis(1)).documentId();

        assertThat(later).isGreaterThan(earlier);
    }

    @Test
    void anOperationOfOurOwnHasTheFormThatIsRead() {
        var made = OperationId.at(Instant.parse("2026-11-22T22:00:00.007Z"));

        assertThat(OperationId.of(made.text())).isEqualTo(made);
        assertThat(made.text()).startsWith("1795384800.007-");
        assertThat(made.millis()).isEqualTo(1795384800007L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1763848800-0123456789abcdef0123456789abcdef",
                "1763848800.12-0123456789abcdef0123456789abcdef",
                "1763848800.123-0123456789ABCDEF0123456789abcdef",
                "1763848800.123-0123456789abcdef0123456789abcde",
                "999999999999.123-0123456789abcdef0123456789abcdef"
            })
    void anotherFormIsRefused(String header) {
        var refusal = catchThrowableOfType(Refusal.class, () -> OperationId.of(header));

        assertThat(refusal.status().code()).isEqualTo(400);
    }
}
