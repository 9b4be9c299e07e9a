package io.percore.coherence;

/** An operation on its way through a pass: what was known when it began, and what it may not exceed. */
final class Placed {

    private final Operation operation;
    private final long end;
    private final long high;
    private Floor low;

    /** The highest revision that was shown to somebody, and by which operation. */
    record Floor(long revision, Operation by) {}

    Placed(Operation operation, long end, long high) {
        this.operation = operation;
        this.end = end;
        this.high = high;
    }

    void begin(Floor floor) {
        low = floor;
    }

    Operation operation() {
        return operation;
    }

    /** From then on it has happened, or never will. */
    long end() {
        return end;
    }

    /** Nothing below was current any more when it began. */
    Floor low() {
        return low;
    }

    /** Who was asked after its end was shown this. */
    long high() {
        return high;
    }

    /** Whether this write, which named no revision, can have made that one. */
    boolean canHaveMade(long revision) {
        var match = operation.asked().match();
        return revision > low.revision() && revision <= high && (match == 0 || match == revision - 1);
    }

    boolean leavesBody() {
        return operation.asked().body() != 0;
    }
}
