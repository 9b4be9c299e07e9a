package io.percore.catalogue;

import java.util.Map;
import java.util.Optional;

/** The collections that this worker serves, by name. */
public record Catalogue(Map<String, Collection> collections) {
    public Catalogue {
        collections = Map.copyOf(collections);
    }

    /** The collection of that name, if it is declared. */
    public Optional<Collection> collection(String name) {
        return Optional.ofNullable(collections.get(name));
    }
}
