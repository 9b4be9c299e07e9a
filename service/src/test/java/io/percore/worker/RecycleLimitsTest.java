package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.Settings;
import io.percore.worker.RecycleLimits.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecycleLimitsTest {
    private static final long MEBIBYTE = 1 << 20;

    private final RecycleLimits limits = RecycleLimits.of(
            new Settings.Recycle(65, 400 * MEBIBYTE, Duration.ofHours(24), Duration.ofMinutes(2)), 120 * MEBIBYTE);

    @Test
    void theHeapsLimitIsAShareOfTheLargestHeap() {
        assertThat(limits.liveHeap()).isEqualTo(78 * MEBIBYTE);
    }

    @Test
    void aWorkerIsWantedReplacedOnlyBeyondALimit() {
        assertThat(limits.passedBy(new Vitals(78 * MEBIBYTE, 400 * MEBIBYTE, Duration.ofHours(24))))
                .isEmpty();
        assertThat(limits.passedBy(new Vitals(79 * MEBIBYTE, 0, Duration.ofMinutes(2))))
                .contains(Reason.LIVE_HEAP);
        assertThat(limits.passedBy(new Vitals(0, 401 * MEBIBYTE, Duration.ofMinutes(2))))
                .contains(Reason.RESIDENT);
        assertThat(limits.passedBy(new Vitals(0, 0, Duration.ofHours(25)))).contains(Reason.AGE);
    }

    @Test
    void aYoungWorkerIsNotWantedReplacedWhateverItsSize() {
        assertThat(limits.passedBy(new Vitals(79 * MEBIBYTE, 401 * MEBIBYTE, Duration.ofSeconds(119))))
                .isEmpty();
    }

    @Test
    void zeroIsWithoutLimit() {
        var without = RecycleLimits.of(new Settings.Recycle(0, 0, Duration.ZERO, Duration.ZERO), 120 * MEBIBYTE);

        assertThat(without.passedBy(new Vitals(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(10_000))))
                .isEmpty();
    }

    @Test
    void theReasonIsToldWithItsLimit() {
        var vitals = new Vitals(79 * MEBIBYTE, 401 * MEBIBYTE, Duration.ofHours(25));

        assertThat(limits.compare(Reason.LIVE_HEAP, vitals)).isEqualTo("live heap 79 MiB over 78 MiB");
        assertThat(limits.compare(Reason.RESIDENT, vitals)).isEqualTo("memory 401 MiB over 400 MiB");
        assertThat(limits.compare(Reason.AGE, vitals)).isEqualTo("age 1500 min over 1440 min");
    }

    @Test
    void theVitalsOfThisProcessAreFound() {
        var vitals = Vitals.now();

        assertThat(vitals.resident()).isGreaterThan(MEBIBYTE);
        assertThat(vitals.age()).isPositive();
    }
}
