package io.percore.document;

/** What became of one attempt to store. */
enum Outcome {
    /** It is stored, on a majority and in the journal. */
    STORED,
    /** Nothing was stored: another write came first, or the deadline passed. */
    LOST,
    /** It may have been stored, or may be until the deadline. */
    UNKNOWN
}
