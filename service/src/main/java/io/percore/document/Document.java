package io.percore.document;

/** A document as clients read it. */
@SuppressWarnings("ArrayRecordComponent") // Documents are sent, never compared.
record Document(Revision revision, byte[] json) {}
