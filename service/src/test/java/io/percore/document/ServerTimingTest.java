package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ServerTimingTest {
    @Test
    void partsAreToldInTheirOrder() {
        var timing = new ServerTiming();

        assertThat(timing.time("cache", () -> 1)).isEqualTo(1);
        timing.time("store", () -> 2);

        assertThat(timing.toString()).matches("cache;dur=\\d+\\.\\d{1,2}, store;dur=\\d+\\.\\d{1,2}");
    }
}
