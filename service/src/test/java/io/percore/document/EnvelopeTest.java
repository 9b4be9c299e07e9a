package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EnvelopeTest {
    private static final Instant START = Instant.parse("2026-11-22T22:00:00Z");

    @Test
    void ofOldOperationsTheLastSixteenAreKept() {
        var kept = envelope(40, 60_000).operationsWith(at(40 * 60_000L));

        assertThat(kept).hasSize(16);
        assertThat(kept.getLast()).isEqualTo(at(40 * 60_000L));
    }

    @Test
    void allOperationsThatTheEdgeMayStillRetryAreKept() {
        var kept = envelope(200, 10).operationsWith(at(2000));

        assertThat(kept).hasSize(201);
    }

    @Test
    void theOperationsOfAStormAreBounded() {
        var kept = envelope(256, 1).operationsWith(at(256));

        assertThat(kept).hasSize(256);
        assertThat(kept.getFirst().revision()).isEqualTo(new Revision(2));
    }

    private static Envelope envelope(int operations, long millisApart) {
        var list = IntStream.range(0, operations)
                .mapToObj(position -> new Applied(
                        OperationId.at(START.plusMillis(position * millisApart)),
                        new Revision(position + 1),
                        Applied.Kind.REPLACED))
                .toList();
        return new Envelope(new Revision(operations), true, Optional.empty(), list);
    }

    private static Applied at(long millis) {
        var text = "%d.%03d-%032x"
                .formatted((START.toEpochMilli() + millis) / 1000, (START.toEpochMilli() + millis) % 1000, 1);
        return new Applied(new OperationId(text), new Revision(1000), Applied.Kind.REPLACED);
    }
}
