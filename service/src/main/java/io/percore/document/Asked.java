package io.percore.document;

/** What the cache said to a read. */
sealed interface Asked {
    /** It has the document. */
    record Hit(Document document) implements Asked {}

    /** There is no such document. */
    record Absent() implements Asked {}

    /** It does not know while the intent of a writer that never said how it ended is not fenced. */
    record Expired() implements Asked {}

    /** It does not know, and may be told under that right. */
    record Unknown(Source source, Fill fill) implements Asked {}
}
