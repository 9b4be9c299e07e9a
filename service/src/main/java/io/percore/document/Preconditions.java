package io.percore.document;

import io.percore.refusal.StateRefusal.PreconditionFailed;
import io.percore.refusal.StateRefusal.StaleRevision;
import java.util.Optional;

/** If-Match and If-None-Match of a request (RFC 9110, section 13), as far as they were sent. */
record Preconditions(Optional<EntityTags> match, Optional<EntityTags> noneMatch) {
    /** Refuses a write that may not be done on this revision, or on nothing when there is none. */
    void checkWrite(Address at, Optional<Revision> current) {
        checkMatch(at, current);
        if (noneMatch.isPresent() && current.filter(noneMatch.get()::holdWeakly).isPresent()) {
            throw new PreconditionFailed("If-None-Match holds the current revision of " + at + ", or *");
        }
    }

    /** Whether a reader who names these tags has this revision already; refuses the read when If-Match does not hold. */
    boolean unchanged(Address at, Revision current) {
        checkMatch(at, Optional.of(current));
        return noneMatch.isPresent() && noneMatch.get().holdWeakly(current);
    }

    private void checkMatch(Address at, Optional<Revision> current) {
        if (match.isEmpty()) {
            return;
        }
        var revision =
                current.orElseThrow(() -> new PreconditionFailed("If-Match was sent, but " + at + " is not there"));
        if (!match.get().holdStrongly(revision)) {
            throw new StaleRevision(at.toString(), revision.number());
        }
    }
}
