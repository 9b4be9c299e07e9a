package io.percore.document;

import io.percore.refusal.StateRefusal.KeyInFlight;
import io.percore.refusal.StateRefusal.KeyReused;
import java.time.Instant;
import java.util.Optional;

/**
 * That an Idempotency-Key belongs to one request, and how that was answered.
 *
 * @param revision of the claim itself: each change of it makes the next one
 * @param operation of the first try; all later ones go under it, so that the document knows them for retries
 * @param until when whoever works on the request is done with it, or gone
 */
record Claim(
        IdempotencyKey key,
        Revision revision,
        Fingerprint request,
        OperationId operation,
        Instant until,
        Optional<Applied> answer) {

    /** The claim that the first try of a write makes. */
    static Claim first(IdempotencyKey key, Write write, Instant until) {
        return new Claim(key, Revision.FIRST, Fingerprint.of(write), write.operation(), until, Optional.empty());
    }

    /** What a later try makes of this claim; refuses one that is another request, or comes while this one is worked on. */
    Claim continuedBy(Claim later, Instant now) {
        if (!request.equals(later.request)) {
            throw new KeyReused();
        }
        if (answer.isPresent()) {
            return this;
        }
        // The edge's own retry of the same try is let through: it has given the earlier one up.
        if (!operation.equals(later.operation) && now.isBefore(until)) {
            throw new KeyInFlight();
        }
        return next(later.until, Optional.empty());
    }

    /** The request is done. */
    Claim answered(Applied applied) {
        return next(until, Optional.of(applied));
    }

    /** Nobody works on the request any more, and whether it was done is not known. */
    Claim left() {
        return next(Instant.EPOCH, Optional.empty());
    }

    private Claim next(Instant end, Optional<Applied> done) {
        return new Claim(key, revision.next(), request, operation, end, done);
    }
}
