package io.percore.document;

/** Where a document lives; printed as {@code collection/id}, which is also its key in Redis. */
public record Address(String collection, String id) {
    @Override
    public String toString() {
        return collection + "/" + id;
    }
}
