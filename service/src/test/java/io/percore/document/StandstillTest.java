package io.percore.document;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.refusal.StateRefusal.WorkerStoodStill;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StandstillTest {
    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final Standstill standstill = new Standstill(Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);

    @Test
    void aWorkerThatRunsTakesWhateverComes() {
        pass(Duration.ofSeconds(2));

        assertThatCode(() -> standstill.refuse(from(Duration.ofHours(1)))).doesNotThrowAnyException();
    }

    @Test
    void whatCameLongBeforeItWentOnIsRefusedFromThenOn() {
        pass(Duration.ofSeconds(5));

        assertThatThrownBy(() -> standstill.refuse(from(Duration.ofSeconds(4)))).isInstanceOf(WorkerStoodStill.class);
        assertThatThrownBy(() -> standstill.refuse(from(Duration.ofMillis(2001))))
                .isInstanceOf(WorkerStoodStill.class);
    }

    @Test
    void whatHasJustComeIsTaken() {
        pass(Duration.ofSeconds(5));

        assertThatCode(() -> standstill.refuse(from(Duration.ofMillis(1999)))).doesNotThrowAnyException();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static OperationId from(Duration ago) {
        return OperationId.at(NOW.minus(ago));
    }
}
