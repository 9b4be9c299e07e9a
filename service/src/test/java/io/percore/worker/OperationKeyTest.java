package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"1763985600.007-0123456789abcdef8edcba9876543210", "1.999-00000000000000000000000000000000"})
    void itIsPrintedAsTheEdgeWroteIt(String header) {
        assertThat(OperationKey.of(header)).map(OperationKey::toString).contains(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", ".007-0123456789abcdef8edcba9876543210", "1.007-0123456789abcdef8edcba987654321x"})
    void whatIsNoneIsNotNoted(String header) {
        assertThat(OperationKey.of(header)).isEmpty();
    }
}
