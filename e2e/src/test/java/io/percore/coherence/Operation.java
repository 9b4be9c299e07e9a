package io.percore.coherence;

/**
 * One request for one key, and its answer.
 *
 * @param through the edge, or a worker
 * @param invoked when it was sent, by {@link System#nanoTime}
 * @param completed when its answer was there, or its client gave up
 */
record Operation(String key, String through, Asked asked, Told told, long invoked, long completed) {

    /** What an answer says about the key. */
    enum Meaning {
        /** A write was stored, and left a body. */
        STORED,
        DELETED,
        /** The document is at the revision that the answer names. */
        SHOWN,
        /** Something is there. */
        PRESENT,
        /** Nothing is there. */
        ABSENT,
        /** The document was once at the revision that the answer names. */
        SHOWN_STALE,
        /** A write may have been stored or may be yet; a read tells nothing. */
        UNKNOWN
    }

    Meaning meaning() {
        return switch (told.status()) {
            case 200, 201 -> asked.isWrite() ? Meaning.STORED : shown();
            case 304 -> shown();
            case 204 -> Meaning.DELETED;
            case 404 -> Meaning.ABSENT;
            case 412 -> refused();
            default -> Meaning.UNKNOWN;
        };
    }

    private Meaning shown() {
        return told.stale() ? Meaning.SHOWN_STALE : Meaning.SHOWN;
    }

    private Meaning refused() {
        if (asked.onlyNew()) {
            return Meaning.PRESENT;
        }
        return told.revision() > 0 ? Meaning.SHOWN : Meaning.ABSENT;
    }

    /** Whether it was stored, for all that the answer says. */
    boolean isWrite() {
        return meaning() == Meaning.STORED || meaning() == Meaning.DELETED;
    }

    boolean mayBeWrite() {
        return asked.isWrite() && meaning() == Meaning.UNKNOWN;
    }

    /** The revision that it made or showed; 0 if that does not follow from the request and its answer alone. */
    long revision() {
        return meaning() == Meaning.DELETED && asked.match() > 0 ? asked.match() + 1 : told.revision();
    }

    @Override
    public String toString() {
        return "%s through %s: %s (%d to %d µs)".formatted(asked, through, told, invoked / 1_000, completed / 1_000);
    }
}
