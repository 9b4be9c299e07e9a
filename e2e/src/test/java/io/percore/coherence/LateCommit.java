package io.percore.coherence;

/** What is late, and why. */
enum LateCommit {
    /** The second host stands still, and with it all that is written, until it goes on. */
    REPLACEMENT_WITH_ALL(false, false),
    CREATION_WITH_ALL(true, false),
    /** The second host goes on at once, and only the process that serves this one write stands still. */
    REPLACEMENT_ALONE(false, true),
    CREATION_ALONE(true, true);

    private final boolean creation;
    private final boolean alone;

    LateCommit(boolean creation, boolean alone) {
        this.creation = creation;
        this.alone = alone;
    }

    /** Whether nothing was there before. */
    boolean creation() {
        return creation;
    }

    /** Whether other writes go on. */
    boolean alone() {
        return alone;
    }
}
