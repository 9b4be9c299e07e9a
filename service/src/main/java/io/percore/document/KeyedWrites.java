package io.percore.document;

import io.percore.catalogue.Collection;
import io.percore.refusal.Refusal;
import io.percore.refusal.StateRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out writes that have an Idempotency-Key: the first with a key is done, and later ones get its answer for a day. */
final class KeyedWrites {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedWrites.class);

    private final DocumentWrites writes;
    private final Claims claims;

    KeyedWrites(DocumentWrites writes, Claims claims) {
        this.writes = writes;
        this.claims = claims;
    }

    /** What the first request with the key did, now or earlier; under the operation that is returned with it. */
    Applied apply(Collection collection, Write write, IdempotencyKey key) {
        var deadline = writes.begin(collection, write.operation());
        var claim = claimed(Claim.first(key, write, claims.end(deadline)), deadline);
        return claim.answer().orElseGet(() -> done(collection, write.under(claim.operation()), claim, deadline));
    }

    private Claim claimed(Claim own, Deadline deadline) {
        while (!claims.make(own, deadline)) {
            // Not there: it was freed since.
            var seen = claims.find(own.key(), deadline);
            if (seen.isPresent()) {
                var next = seen.get().continuedBy(own, claims.now());
                if (next.answer().isPresent() || claims.replace(seen.get(), next, deadline)) {
                    return next;
                }
            }
        }
        return own;
    }

    private Applied done(Collection collection, Write write, Claim claim, Deadline deadline) {
        var applied = tried(collection, write, claim, deadline);
        note(() -> claims.replace(claim, claim.answered(applied), writes.deadline()));
        return applied;
    }

    private Applied tried(Collection collection, Write write, Claim claim, Deadline deadline) {
        try {
            return writes.apply(collection, write, deadline);
        } catch (Refusal refusal) {
            if (refusal.status().code() < 500) {
                note(() -> claims.free(claim, writes.deadline()));
            } else {
                note(() -> claims.replace(claim, claim.left(), writes.deadline()));
            }
            throw refusal;
        }
    }

    /** What cannot be noted is found out by who asks next: once the claim is over, from the document's own history. */
    private static void note(Runnable change) {
        try {
            change.run();
        } catch (StateRefusal storeIsAway) {
            LOG.debug("what became of a request with a key could not be noted", storeIsAway);
        }
    }
}
