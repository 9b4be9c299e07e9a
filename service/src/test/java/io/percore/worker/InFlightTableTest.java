package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InFlightTableTest {
    private final OperationKey operation = operation(1);

    @TempDir
    Path folder;

    private InFlightTable table;

    @BeforeEach
    void open() throws IOException {
        table = InFlightTable.open(folder);
    }

    @Test
    void aLifeThatEndedIsSeenByTheOthers() throws IOException {
        var slot = endedOn(operation);

        assertThat(table.enter(operation)).isEqualTo(slot);
        assertThat(table.ended(slot)).isEqualTo(1);
    }

    @Test
    void aLifeThatGoesOnHasNotEnded() throws IOException {
        var slow = InFlightTable.open(folder);
        slow.begin(slow.enter(operation));

        assertThat(table.ended(table.enter(operation))).isZero();
    }

    @Test
    void whatALifeFinishedBeforeItEndedIsForgotten() throws IOException {
        try (var other = InFlightTable.open(folder)) {
            var slot = other.enter(operation);
            other.begin(slot);
            other.finish(slot);
        }

        assertThat(table.ended(table.enter(operation))).isZero();
    }

    @Test
    void whatOnlyWaitedInALifeThatEndedIsNotCounted() throws IOException {
        try (var other = InFlightTable.open(folder)) {
            other.enter(operation);
        }

        assertThat(table.ended(table.enter(operation))).isZero();
    }

    @Test
    void anOperationThatIsFinishedAfterAllIsNotToBlame() throws IOException {
        var slot = endedOn(operation);
        table.begin(slot);

        table.finish(slot);

        assertThat(table.ended(table.enter(operation))).isZero();
    }

    @Test
    void anOperationThatEndedTwoLivesIsReportedOnce() throws IOException {
        endedOn(operation);
        endedOn(operation(2));

        assertThat(table.unreported()).isEmpty();
        endedOn(operation);
        assertThat(table.unreported()).containsExactly(operation);
        assertThat(table.unreported()).isEmpty();
        assertThat(table.report(table.enter(operation))).isFalse();
    }

    @Test
    void aFullBucketTakesNoMoreUntilItsEntriesAreOutdated() {
        var begun = System.currentTimeMillis();
        for (var number = 0; number < InFlightTable.BUCKET; number++) {
            table.begin(table.enter(new OperationKey(begun, 7, number)));
        }

        assertThat(table.enter(new OperationKey(begun, 7, 99))).isEqualTo(InFlightTable.NO_SLOT);
    }

    @Test
    void outdatedEntriesMakeRoom() {
        var before = System.currentTimeMillis() - Duration.ofMinutes(5).toMillis();
        for (var number = 0; number < 3 * InFlightTable.BUCKET; number++) {
            var slot = table.enter(new OperationKey(before, 7, number));
            table.begin(slot);

            assertThat(slot).isNotEqualTo(InFlightTable.NO_SLOT);
        }
    }

    private int endedOn(OperationKey operation) throws IOException {
        try (var life = InFlightTable.open(folder)) {
            var slot = life.enter(operation);
            life.begin(slot);
            return slot;
        }
    }

    private static OperationKey operation(long number) {
        return new OperationKey(System.currentTimeMillis(), number << 32, number);
    }
}
