package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private final Turns turns = new Turns(1);

    @Test
    void aCallThatIsWorthItSaysWhatItFound() {
        assertThat(turns.take(Duration.ofMillis(10), () -> true, () -> "found")).hasValue("found");
    }

    @Test
    void aCallThatIsNoLongerWorthItIsNotMade() {
        assertThat(turns.<String>take(Duration.ofMillis(10), () -> false, () -> {
                    throw new AssertionError("called");
                }))
                .isEmpty();
    }

    @Test
    void aTurnThatFailedIsFreeAgain() {
        assertThatThrownBy(() -> turns.take(Duration.ofMillis(10), () -> true, () -> {
                    throw new IllegalStateException("Redis is away");
                }))
                .hasMessage("Redis is away");

        assertThat(turns.take(Duration.ofMillis(10), () -> true, () -> "found")).hasValue("found");
    }

    @Test
    void whoeverWaitsTooLongGoesWithout() throws InterruptedException {
        var held = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var holder = Thread.ofVirtual()
                .start(() -> turns.take(Duration.ofMillis(10), () -> true, () -> {
                    held.countDown();
                    return awaited(done);
                }));
        held.await();

        assertThat(turns.take(Duration.ofMillis(10), () -> true, () -> "found")).isEmpty();

        done.countDown();
        holder.join();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
