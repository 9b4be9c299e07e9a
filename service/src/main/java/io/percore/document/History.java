package io.percore.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was last done to a document, so that a retry is known for one.
 *
 * @param kept the last operations, oldest first
 * @param forgotten the newest time of an operation that is no longer kept, in milliseconds since 1970
 */
record History(List<Applied> kept, long forgotten) {
    /** Nothing was done yet, and nothing forgotten. */
    static final History NONE = new History(List.of(), Long.MIN_VALUE);

    private static final int LEAST_KEPT = 16;
    private static final int MOST_KEPT = 256;

    /** Longer than the edge retries; a busy document sees many more than the least number of writes in that time. */
    private static final long RETRY_MILLIS = 10_000;

    History {
        kept = List.copyOf(kept);
    }

    /** What the operation did here, if it was here and is kept. */
    Optional<Applied> applied(OperationId operation) {
        return kept.stream()
                .filter(applied -> applied.operation().equals(operation))
                .findFirst();
    }

    /** Whether an operation that is not kept may have been here all the same: it is no newer than one that was forgotten. */
    boolean mayHaveForgotten(OperationId operation) {
        return operation.millis() <= forgotten;
    }

    /** With another operation: keeps the last few, and all that may still be retried. */
    History with(Applied latest) {
        var next = new ArrayList<>(kept);
        next.add(latest);
        var newest = forgotten;
        while (tooMany(next, latest.operation().millis() - RETRY_MILLIS)) {
            newest = Math.max(newest, next.removeFirst().operation().millis());
        }
        return new History(next, newest);
    }

    private static boolean tooMany(List<Applied> operations, long retried) {
        return operations.size() > MOST_KEPT
                || (operations.size() > LEAST_KEPT
                        && operations.getFirst().operation().millis() < retried);
    }
}
