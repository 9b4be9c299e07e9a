package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class TrustedGenerationTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    private final TrustedGeneration trusted = new TrustedGeneration(Clock.fixed(NOW, ZoneOffset.UTC), "starting");

    @Test
    void aWorkerStartsDetached() {
        assertThat(trusted.current()).isEmpty();
        assertThat(trusted).hasToString("detached: starting");
    }

    @Test
    void anAttachedWorkerTrustsOneGeneration() {
        trusted.attach(7);

        assertThat(trusted.current()).hasValue(7);
        assertThat(trusted).hasToString("attached");
    }

    @Test
    void aSiblingsNewGenerationIsFollowed() {
        trusted.attach(7);

        trusted.refused(7, 8);

        assertThat(trusted.current()).hasValue(8);
    }

    @Test
    void aRedisThatForgotItsGenerationIsNotTrusted() {
        trusted.attach(7);

        trusted.refused(7, 0);

        assertThat(trusted).hasToString("detached: Redis lost the cache");
    }

    @Test
    void aDetachedWorkerFollowsNobody() {
        trusted.attach(7);
        trusted.detach(7, "a write could not be announced");

        trusted.refused(7, 8);

        assertThat(trusted.current()).isEmpty();
    }

    @Test
    void newsOfAnEarlierGenerationComeTooLate() {
        trusted.attach(7);
        trusted.attach(8);

        trusted.detach(7, "a write could not be announced");

        assertThat(trusted.current()).hasValue(8);
    }

    @Test
    void theReasonForBeingDetachedIsTheLatest() {
        trusted.stillDetached("Connection refused");

        assertThat(trusted).hasToString("detached: Connection refused");
    }

    @Test
    void anAttachedWorkerHasNoReason() {
        trusted.attach(7);

        trusted.stillDetached("Connection refused");

        assertThat(trusted).hasToString("attached");
    }

    @Test
    void aGenerationIsNewAlsoWhenRedisForgotAllEarlierOnes() {
        assertThat(trusted.successorOf(0)).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void aGenerationIsHigherThanOneFromAClockThatIsAhead() {
        assertThat(trusted.successorOf(2_000_000)).isEqualTo(2_000_001);
    }
}
