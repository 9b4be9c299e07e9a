package io.percore.document;

/** The version number of a document: from 1 upwards, never lower again for the life of its id. */
public record Revision(long number) implements Comparable<Revision> {
    /** What a document has that was never there before. */
    public static final Revision FIRST = new Revision(1);

    /** The strong entity tag, quotes included. */
    public String etag() {
        return "\"" + number + "\"";
    }

    /** The revision that the next change makes. */
    public Revision next() {
        return new Revision(number + 1);
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
