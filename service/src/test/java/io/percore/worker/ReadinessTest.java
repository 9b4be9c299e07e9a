package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.worker.Readiness.Part;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    @Test
    void aWorkerIsReadyBetweenItsStartAndItsDrain() {
        var readiness = new Readiness(List.of(), Optional::empty);

        assertThat(readiness.report().ready()).isFalse();
        assertThat(readiness.report().reason()).isEqualTo("starting");

        readiness.serving();
        assertThat(readiness.report().ready()).isTrue();

        readiness.draining();
        assertThat(readiness.report().ready()).isFalse();
        assertThat(readiness.report().reason()).startsWith("draining");
    }

    @Test
    void aStoreThatIsDownIsToldButDoesNotMakeAWorkerUnready() {
        var readiness = new Readiness(List.of(new Part("store", () -> "down: connection refused")), Optional::empty);
        readiness.serving();

        assertThat(readiness.report().ready()).isTrue();
        assertThat(readiness.report().parts()).containsEntry("store", "down: connection refused");
        assertThat(readiness.status()).isEqualTo("serving; store down: connection refused");
    }

    @Test
    void aPartThatHasNothingToSayIsLeftOut() {
        var readiness = new Readiness(
                List.of(new Part("store", () -> "reached"), new Part("recycle", () -> "")), Optional::empty);

        assertThat(readiness.report().parts()).containsOnlyKeys("store");
        assertThat(readiness.status()).isEqualTo("starting; store reached");
    }
}
