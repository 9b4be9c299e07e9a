package io.percore.refusal;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;

/** The request is sound, but what is stored, or the state of the service, stands against it. */
@SuppressWarnings("serial")
public abstract sealed class StateRefusal extends Refusal {
    private static final Header RETRY_AFTER = HeaderValues.createCached(HeaderNames.RETRY_AFTER, 1);

    private StateRefusal(Status status, String code, String message, List<Finding> findings) {
        super(status, code, message, findings);
    }

    private StateRefusal(Status status, String code, String message) {
        this(status, code, message, List.of());
    }

    /** What may be gone in a second. */
    public abstract static sealed class TryAgain extends StateRefusal {
        private TryAgain(Status status, String code, String message) {
            super(status, code, message, List.of());
        }

        @Override
        public List<Header> headers() {
            return List.of(RETRY_AFTER);
        }
    }

    /** No document has this id, or none any more. */
    public static final class DocumentNotFound extends StateRefusal {
        public DocumentNotFound(String address) {
            super(Status.NOT_FOUND_404, "document-not-found", "there is no document " + address);
        }
    }

    /** Another document has the value already; whose it is stays unsaid. */
    public static final class DuplicateValue extends StateRefusal {
        public DuplicateValue(List<String> fields) {
            super(
                    Status.CONFLICT_409,
                    "duplicate-value",
                    "another document has the same " + String.join(", ", fields),
                    fields.stream()
                            .map(field -> new Finding("must be unique", "/" + field.replace('.', '/')))
                            .toList());
        }
    }

    /** If-Match names a revision that is no longer, or not, the document's. */
    public static final class StaleRevision extends StateRefusal {
        public StaleRevision(String address, long current) {
            super(Status.PRECONDITION_FAILED_412, "stale-revision", address + " is now at revision " + current);
        }
    }

    /** Another precondition does not hold. */
    public static final class PreconditionFailed extends StateRefusal {
        public PreconditionFailed(String message) {
            super(Status.PRECONDITION_FAILED_412, "precondition-failed", message);
        }
    }

    /** The id of what is to be created is taken. */
    public static final class Conflict extends StateRefusal {
        public Conflict(String address) {
            super(Status.CONFLICT_409, "conflict", address + " is there already; nothing was stored");
        }
    }

    /** Other writes of the document came first until the time was over; nothing was stored. */
    public static final class WriteContention extends TryAgain {
        public WriteContention(String address) {
            super(
                    Status.SERVICE_UNAVAILABLE_503,
                    "write-contention",
                    "other writes to " + address
                            + " came first until the time was over; nothing was stored; try again");
        }
    }

    /** MongoDB did not answer in time; a write may or may not have been stored. */
    public static final class StoreUnavailable extends TryAgain {
        public StoreUnavailable() {
            super(Status.SERVICE_UNAVAILABLE_503, "store-unavailable", "the document store does not answer; try again");
        }
    }

    /** A try so late that the document no longer tells whether an earlier one was stored; this one changed nothing. */
    public static final class OutcomeUnknown extends StateRefusal {
        public OutcomeUnknown(String address) {
            super(
                    Status.SERVICE_UNAVAILABLE_503,
                    "outcome-unknown",
                    "too much happened to " + address
                            + " meanwhile to tell whether this was stored; read it and decide");
        }
    }

    /** Another request came under the same Idempotency-Key before. */
    public static final class KeyReused extends StateRefusal {
        public KeyReused() {
            super(
                    UNPROCESSABLE_CONTENT,
                    "key-reused",
                    "this Idempotency-Key was used with another request; a new request needs a new key");
        }
    }

    /** The first request under this Idempotency-Key is still being worked on. */
    public static final class KeyInFlight extends TryAgain {
        public KeyInFlight() {
            super(
                    Status.CONFLICT_409,
                    "key-in-flight",
                    "the first request with this Idempotency-Key is still being worked on; try again");
        }
    }

    /** The request came before this worker stood still; to the edge its 502 means that nothing was done. */
    public static final class WorkerStoodStill extends TryAgain {
        public WorkerStoodStill() {
            super(
                    Status.BAD_GATEWAY_502,
                    "worker-stood-still",
                    "this worker stood still for too long; another one does it");
        }
    }

    /** Only workers that reach Redis may write now, and this one does not; to the edge its 502 means that nothing was done. */
    public static final class WorkerCutOff extends TryAgain {
        public WorkerCutOff() {
            super(
                    Status.BAD_GATEWAY_502,
                    "worker-cut-off",
                    "this worker does not reach the cache that others keep up; another one does it");
        }
    }

    /** This worker is stopping; to the edge its 502 means that nothing was done and a sibling should be asked. */
    public static final class WorkerDraining extends TryAgain {
        public WorkerDraining() {
            super(
                    Status.BAD_GATEWAY_502,
                    "worker-draining",
                    "this worker takes no new requests, because it is about to stop");
        }
    }

    /**
     * Two workers ended while they worked on this request, so no third one tries; it may have been stored all the same.
     *
     * <p>The edge answers it with 502 (refusals.conf.j2), and is told so by a header: a worker's own 502 would be tried elsewhere.
     */
    public static final class RequestCrashesWorkers extends StateRefusal {
        private static final String CODE = "request-crashes-workers";
        private static final Header EDGE_ANSWER =
                HeaderValues.createCached("X-Accel-Redirect", "/percore-refusal/" + CODE);

        public RequestCrashesWorkers() {
            super(
                    Status.INTERNAL_SERVER_ERROR_500,
                    CODE,
                    "two workers ended while they worked on this request; it is not tried again");
        }

        @Override
        public List<Header> headers() {
            return List.of(EDGE_ANSWER);
        }
    }

    /** More requests at once than the worker takes and lets wait. */
    public static final class Overloaded extends TryAgain {
        public Overloaded() {
            super(Status.SERVICE_UNAVAILABLE_503, "overloaded", "too many requests at once; try again");
        }
    }
}
