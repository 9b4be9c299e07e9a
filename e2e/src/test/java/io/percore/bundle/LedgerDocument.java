package io.percore.bundle;

import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What one document must be like, by the answers to its writes; only one write of it is under way at a time. */
final class LedgerDocument {

    /** The number that a deletion leaves. */
    static final int DELETED = -1;

    private final String id;
    private final NavigableMap<Long, Integer> written = new ConcurrentSkipListMap<>();
    private volatile long acknowledged;
    private volatile boolean doubtful;

    /** A document that nobody has written yet. */
    LedgerDocument(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** The revision that clients were last told of; none of them was skipped, so it is also the number of writes. */
    long acknowledged() {
        return acknowledged;
    }

    /** Whether clients were told that there is such a document. */
    boolean live() {
        return acknowledged > 0 && number(acknowledged) != DELETED;
    }

    /** Whether the last write got no answer that tells what became of it. */
    boolean doubtful() {
        return doubtful;
    }

    /** A write is sent that makes the document hold this number; returns the revision that it must get. */
    long sent(int number) {
        written.put(acknowledged + 1, number);
        return acknowledged + 1;
    }

    /** The last write was answered with success. */
    void acknowledge() {
        acknowledged = written.lastKey();
    }

    /** The last write was refused and is not stored. */
    void refused() {
        written.remove(written.lastKey());
    }

    /** The last write got no such answer: it may be stored, or not. */
    void doubt() {
        doubtful = true;
    }

    /** The number that a revision holds, or was sent to hold. */
    int number(long revision) {
        return written.getOrDefault(revision, DELETED);
    }

    /** The number that the last write was sent to leave. */
    int lastSent() {
        return written.lastEntry().getValue();
    }

    /** Whether a reader may see this number at this revision, when it began to read after that other revision was known. */
    boolean explains(long known, long revision, int number) {
        return revision >= known && written.containsKey(revision) && number(revision) == number;
    }

    /** Whether this number was written at this revision, however long ago. */
    boolean explainsPast(long revision, int number) {
        return explains(0, revision, number);
    }

    /** Whether a reader may find nothing, when it began to read after that revision was known. */
    boolean explainsAbsence(long known) {
        return known == 0 || written.tailMap(known).containsValue(DELETED);
    }

    @Override
    public String toString() {
        var last = written.lastEntry();
        return "%s: acknowledged %d, sent %s".formatted(id, acknowledged, last);
    }
}
