package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    private static final Instant START = Instant.parse("2026-11-22T22:00:00Z");

    @Test
    void ofOldOperationsTheLastSixteenAreKept() {
        var kept = history(40, 60_000).with(at(40 * 60_000L)).kept();

        assertThat(kept).hasSize(16);
        assertThat(kept.getLast()).isEqualTo(at(40 * 60_000L));
    }

    @Test
    void allOperationsThatTheEdgeMayStillRetryAreKept() {
        var kept = history(200, 10).with(at(2000)).kept();

        assertThat(kept).hasSize(201);
    }

    @Test
    void theOperationsOfAStormAreBounded() {
        var kept = history(256, 1).with(at(256)).kept();

        assertThat(kept).hasSize(256);
        assertThat(kept.getFirst().revision()).isEqualTo(new Revision(2));
    }

    @Test
    void anOperationFromBeforeWhatWasForgottenMayHaveBeenHere() {
        var history = history(256, 1).with(at(256));

        assertThat(history.mayHaveForgotten(at(-5).operation())).isTrue();
        assertThat(history.mayHaveForgotten(at(0).operation())).isTrue();
        assertThat(history.mayHaveForgotten(at(1).operation())).isFalse();
    }

    @Test
    void whatWasForgottenOnceIsNotRememberedLater() {
        var history = new History(List.of(), START.toEpochMilli() + 7).with(at(0));

        assertThat(history.forgotten()).isEqualTo(START.toEpochMilli() + 7);
    }

    @Test
    void aNewDocumentHasForgottenNothing() {
        assertThat(History.NONE.mayHaveForgotten(at(0).operation())).isFalse();
    }

    private static History history(int operations, long millisApart) {
        var list = IntStream.range(0, operations)
                .mapToObj(position -> new Applied(
                        OperationId.at(START.plusMillis(position * millisApart)),
                        new Revision(position + 1),
                        Applied.Kind.REPLACED))
                .toList();
        return new History(list, Long.MIN_VALUE);
    }

    private static Applied at(long millis) {
        var text = "%d.%03d-%032x"
                .formatted((START.toEpochMilli() + millis) / 1000, (START.toEpochMilli() + millis) % 1000, 1);
        return new Applied(new OperationId(text), new Revision(1000), Applied.Kind.REPLACED);
    }
}
