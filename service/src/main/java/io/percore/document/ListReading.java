package io.percore.document;

/** A list as it was read, and whether the cache had it. */
record ListReading(DocumentList list, boolean cached) {}
