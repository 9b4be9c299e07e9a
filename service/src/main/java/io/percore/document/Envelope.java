package io.percore.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is stored of a document; a deleted one keeps its envelope, so that revisions only grow.
 *
 * @param live whether there is a body
 * @param body the body, where it was asked for
 * @param operations what was last done, oldest first
 */
record Envelope(Revision revision, boolean live, Optional<ObjectNode> body, List<Applied> operations) {
    private static final int LEAST_KEPT = 16;
    private static final int MOST_KEPT = 256;

    /** Longer than the edge retries; a busy document sees many more than the least number of writes in that time. */
    private static final long RETRY_MILLIS = 10_000;

    Envelope {
        operations = List.copyOf(operations);
    }

    /** What the operation did here, if it was here. */
    Optional<Applied> applied(OperationId operation) {
        return operations.stream()
                .filter(applied -> applied.operation().equals(operation))
                .findFirst();
    }

    /** The operations to keep once another is applied: the last few, and all that may still be retried. */
    List<Applied> operationsWith(Applied latest) {
        var kept = new ArrayList<>(operations);
        kept.add(latest);
        var retried = latest.operation().millis() - RETRY_MILLIS;
        while (kept.size() > MOST_KEPT
                || (kept.size() > LEAST_KEPT && kept.getFirst().operation().millis() < retried)) {
            kept.removeFirst();
        }
        return kept;
    }
}
