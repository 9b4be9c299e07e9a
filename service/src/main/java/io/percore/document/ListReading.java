package io.percore.document;

/** A list as it was read. */
record ListReading(DocumentList list, Provenance from) {}
