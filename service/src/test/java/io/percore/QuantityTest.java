package io.percore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @Test
    void durationsHaveANumberAndAUnit() {
        assertThat(Quantity.duration("1500ms")).contains(Duration.ofMillis(1500));
        assertThat(Quantity.duration("2s")).contains(Duration.ofSeconds(2));
        assertThat(Quantity.duration("5m")).contains(Duration.ofMinutes(5));
        assertThat(Quantity.duration("1h")).contains(Duration.ofHours(1));
    }

    @Test
    void sizesHaveANumberAndABinaryUnit() {
        assertThat(Quantity.bytes("512B")).contains(512L);
        assertThat(Quantity.bytes("64KiB")).contains(65_536L);
        assertThat(Quantity.bytes("1MiB")).contains(1_048_576L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1 s", "1d", "1S", "9999999999s"})
    void anythingElseIsNoDuration(String text) {
        assertThat(Quantity.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "64KB", "64kib", "-1B", "1GiB"})
    void anythingElseIsNoSize(String text) {
        assertThat(Quantity.bytes(text)).isEmpty();
    }
}
