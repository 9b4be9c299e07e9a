package io.percore.document;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What was last done to a document, so that a retry is known for one.
 *
 * <p>Held as it is stored, oldest operation first: 25 bytes each, since a busy document keeps a thousand and every write of it
 * reads and stores them all. Their revisions follow from their places, for each operation made one.
 */
final class History {
    /** Nothing was done yet, and nothing forgotten. */
    static final History NONE = new History(new byte[0], new Revision(0), Long.MIN_VALUE);

    private static final int LENGTH = OperationId.BYTES + 1;
    private static final int LEAST_KEPT = 64;
    private static final int MOST_KEPT = 1024;

    /** Longer than the edge retries; a busy document sees many more than the least number of writes in that time. */
    private static final long RETRY_MILLIS = 10_000;

    private final byte[] operations;
    private final Revision latest;
    private final long forgotten;

    /**
     * A history as it was stored.
     *
     * @param latest the revision that the last operation made
     * @param forgotten the newest time of an operation that is no longer kept, in milliseconds since 1970
     */
    History(byte[] operations, Revision latest, long forgotten) {
        this.operations = operations;
        this.latest = latest;
        this.forgotten = forgotten;
    }

    byte[] operations() {
        return operations;
    }

    long forgotten() {
        return forgotten;
    }

    /** How many operations are kept. */
    int size() {
        return operations.length / LENGTH;
    }

    /** What the operation did here, if it was here and is kept. */
    Optional<Applied> applied(OperationId operation) {
        var wanted = operation.bytes();
        for (var at = operations.length - LENGTH; at >= 0; at -= LENGTH) {
            if (Arrays.equals(operations, at, at + OperationId.BYTES, wanted, 0, OperationId.BYTES)) {
                return Optional.of(new Applied(operation, revision(at), kind(at)));
            }
        }
        return Optional.empty();
    }

    /** Whether an operation that is not kept may have been here all the same: it is no newer than one that was forgotten. */
    boolean mayHaveForgotten(OperationId operation) {
        return operation.millis() <= forgotten;
    }

    /** With another operation: keeps the last few, and all that may still be retried. */
    History with(Applied next) {
        var first = 0;
        var newest = forgotten;
        while (isTooMuch(first, next.operation().millis() - RETRY_MILLIS)) {
            newest = Math.max(newest, millis(first));
            first += LENGTH;
        }
        var kept = Arrays.copyOfRange(operations, first, operations.length + LENGTH);
        ByteBuffer.wrap(kept, kept.length - LENGTH, LENGTH)
                .put(next.operation().bytes())
                .put(next.kind().letter());
        return new History(kept, next.revision(), newest);
    }

    private boolean isTooMuch(int first, long retried) {
        var kept = (operations.length - first) / LENGTH + 1;
        return kept > MOST_KEPT || (kept > LEAST_KEPT && millis(first) < retried);
    }

    private long millis(int at) {
        return ByteBuffer.wrap(operations).getLong(at);
    }

    private Revision revision(int at) {
        return new Revision(latest.number() - (operations.length - at) / LENGTH + 1);
    }

    private Applied.Kind kind(int at) {
        return Applied.Kind.of(operations[at + OperationId.BYTES]);
    }
}
