package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HistoryTest {
    private static final long START = Instant.parse("2026-11-22T22:00:00Z").toEpochMilli();

    @Test
    void whatWasDoneIsKnownWithItsRevision() {
        var history = history(3, 1000);

        assertThat(history.applied(operation(1000))).contains(applied(1, 1000));
        assertThat(history.applied(operation(2000))).contains(applied(2, 2000));
        assertThat(history.applied(operation(4000))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatBecameOfTheDocumentIsKnown(Applied.Kind kind) {
        var done = new Applied(operation(0), Revision.FIRST, kind);

        assertThat(History.NONE.with(done).applied(operation(0))).contains(done);
    }

    @Test
    void ofOldOperationsTheLastSixtyFourAreKept() {
        var history = history(100, 60_000);

        assertThat(history.size()).isEqualTo(64);
        assertThat(history.applied(operation(100 * 60_000))).contains(applied(100, 100 * 60_000));
    }

    @Test
    void allOperationsThatTheEdgeMayStillRetryAreKept() {
        assertThat(history(1000, 10).size()).isEqualTo(1000);
    }

    @Test
    void theOperationsOfAStormAreBounded() {
        var history = history(2000, 1);

        assertThat(history.size()).isEqualTo(1024);
        assertThat(history.applied(operation(977))).contains(applied(977, 977));
        assertThat(history.applied(operation(976))).isEmpty();
    }

    @Test
    void anOperationFromBeforeWhatWasForgottenMayHaveBeenHere() {
        var history = history(2000, 1);

        assertThat(history.mayHaveForgotten(operation(0))).isTrue();
        assertThat(history.mayHaveForgotten(operation(976))).isTrue();
        assertThat(history.mayHaveForgotten(operation(977))).isFalse();
    }

    @Test
    void whatWasForgottenOnceIsNotRememberedLater() {
        var history = new History(new byte[0], Revision.FIRST, START + 7).with(applied(2, 0));

        assertThat(history.forgotten()).isEqualTo(START + 7);
    }

    @Test
    void aNewDocumentHasForgottenNothing() {
        assertThat(History.NONE.mayHaveForgotten(operation(0))).isFalse();
    }

    private static History history(int operations, int millisApart) {
        var history = History.NONE;
        for (var revision = 1; revision <= operations; revision++) {
            history = history.with(applied(revision, revision * millisApart));
        }
        return history;
    }

    private static Applied applied(int revision, int millis) {
        return new Applied(operation(millis), new Revision(revision), Applied.Kind.REPLACED);
    }

    private static OperationId operation(int millis) {
        return new OperationId(
                "%d.%03d-%032x".formatted((START + millis) / 1000, (START + millis) % 1000, millis + START));
    }
}
