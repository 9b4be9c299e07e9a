package io.percore.refusal;

import io.helidon.http.Header;
import io.helidon.http.Status;
import java.util.List;

/** Everything that a caller can act on: each case fixes its status and stable code, and writes its own message. */
@SuppressWarnings("serial")
public abstract sealed class Refusal extends RuntimeException permits BodyRefusal, RequestRefusal, StateRefusal {
    static final Status UNPROCESSABLE_CONTENT = Status.create(422, "Unprocessable Content");

    private final Status status;
    private final String code;
    private final List<Finding> findings;

    Refusal(Status status, String code, String message, List<Finding> findings) {
        // Refusals are answers, not faults: nobody reads their stack traces.
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.findings = List.copyOf(findings);
    }

    Refusal(Status status, String code, String message) {
        this(status, code, message, List.of());
    }

    /** The HTTP status it is answered with. */
    public final Status status() {
        return status;
    }

    /** The stable name that clients may branch on. */
    public final String code() {
        return code;
    }

    /** Where in the body the fault lies, when it lies there. */
    public final List<Finding> findings() {
        return findings;
    }

    /** What the answer says in headers, such as Allow or Retry-After. */
    public List<Header> headers() {
        return List.of();
    }
}
