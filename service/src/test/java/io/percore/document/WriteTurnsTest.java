package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WriteTurnsTest {
    private static final Address LAMP = new Address("products", "lamp");
    private static final Address CHAIR = new Address("products", "chair");

    private final WriteTurns turns = new WriteTurns();

    @Test
    void writesOfOneDocumentAreNeverUnderWayTogether() {
        var together = new AtomicInteger();

        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var most = IntStream.range(0, 100)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> turns.take(LAMP, deadline(10_000), () -> {
                                var present = together.incrementAndGet();
                                LockSupport.parkNanos(1_000);
                                together.decrementAndGet();
                                return present;
                            }),
                            writers))
                    .toList();

            assertThat(most).allSatisfy(writer -> assertThat(writer.join()).contains(1));
        }
    }

    @Test
    void aWriteWhoseTurnDoesNotComeInTimeIsNotDone() {
        turns.take(LAMP, deadline(10_000), () -> {
            assertThat(onAnotherThread(LAMP, 10)).isEmpty();
            return "written";
        });

        assertThat(onAnotherThread(LAMP, 10_000)).contains("written");
    }

    @Test
    void writesOfOtherDocumentsDoNotWait() {
        turns.take(LAMP, deadline(10_000), () -> {
            assertThat(onAnotherThread(CHAIR, 10)).contains("written");
            return "written";
        });
    }

    @Test
    void aWriteThatFailsGivesItsTurnOn() {
        assertThatThrownBy(() -> turns.take(LAMP, deadline(10_000), () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(onAnotherThread(LAMP, 10_000)).contains("written");
    }

    private Optional<String> onAnotherThread(Address at, long millis) {
        return CompletableFuture.supplyAsync(() -> turns.take(at, deadline(millis), () -> "written"))
                .join();
    }

    private static Deadline deadline(long millis) {
        return new Deadline(Clock.systemUTC().instant(), Duration.ofMillis(millis), System::nanoTime);
    }
}
