package io.percore.document;

/** A document as it was read. */
record Reading(Document document, Provenance from) {
    Revision revision() {
        return document.revision();
    }
}
