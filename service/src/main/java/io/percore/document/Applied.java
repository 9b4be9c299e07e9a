package io.percore.document;

import java.util.stream.Stream;

/** What an operation did to a document; kept in the envelope, so that a retry is answered what the first try was. */
record Applied(OperationId operation, Revision revision, Kind kind) {
    /** What became of the document. */
    enum Kind {
        CREATED,
        REPLACED,
        PATCHED,
        DELETED;

        /** The letter that it is stored as. */
        byte letter() {
            return (byte) name().charAt(0);
        }

        static Kind of(byte letter) {
            return Stream.of(values())
                    .filter(kind -> kind.letter() == letter)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
