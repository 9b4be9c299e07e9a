package io.percore.document;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Has the writes of one document take turns in this worker, in the order in which they came.
 *
 * <p>Each reads the document and compares when it stores: of many at once all but one would do both for nothing, again and again.
 */
final class WriteTurns {
    private final ConcurrentHashMap<Address, Turn> turns = new ConcurrentHashMap<>();

    /** A document's turn, and how many have it or wait for it. */
    private record Turn(Turns one, int writers) {
        private Turn with(int more) {
            return new Turn(one, writers + more);
        }
    }

    /** What the write says; nothing when its turn did not come in time. */
    <T> Optional<T> take(Address at, Deadline deadline, Supplier<T> write) {
        var turn = turns.merge(at, new Turn(new Turns(1), 1), (present, _) -> present.with(1));
        try {
            return turn.one().take(Duration.ofMillis(deadline.millisLeft()), () -> true, write);
        } finally {
            turns.computeIfPresent(at, (_, present) -> present.writers() == 1 ? null : present.with(-1));
        }
    }
}
