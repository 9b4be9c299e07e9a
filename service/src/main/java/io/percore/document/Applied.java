package io.percore.document;

/** What an operation did to a document; kept in the envelope, so that a retry is answered what the first try was. */
record Applied(OperationId operation, Revision revision, Kind kind) {
    /** What became of the document. */
    enum Kind {
        CREATED,
        REPLACED,
        PATCHED,
        DELETED
    }
}
