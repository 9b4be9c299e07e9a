package io.percore.document;

import io.percore.refusal.RequestRefusal.InvalidId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a document lives; printed as {@code collection/id}, which is also its key in Redis. */
public record Address(String collection, String id) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}");

    private static final Pattern ENTRY = Pattern.compile("entry:([^/]+)/([^/]+)");

    /** The address of an id that a client wrote; refuses what no document can have. */
    static Address of(String collection, String id) {
        checkId(id);
        return new Address(collection, id);
    }

    /** Refuses what no document can have as its id. */
    static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidId();
        }
    }

    /** Where the cache has the lists of a collection: beside its documents, and under no document's id. */
    static Address ofLists(String collection) {
        return new Address(collection, "");
    }

    /** The document whose entry the cache has under that key, if it is one. */
    static Optional<Address> ofEntry(String key) {
        var entry = ENTRY.matcher(key);
        return entry.matches() ? Optional.of(new Address(entry.group(1), entry.group(2))) : Optional.empty();
    }

    /** The address that is printed so. */
    static Address stored(String printed) {
        var parts = printed.split("/", 2);
        return new Address(parts[0], parts[1]);
    }

    @Override
    public String toString() {
        return collection + "/" + id;
    }
}
