package io.percore.catalogue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The collections that this worker serves, by name. */
public record Catalogue(Map<String, Collection> collections) {
    public Catalogue {
        collections = Map.copyOf(collections);
    }

    /**
     * Reads the catalogue and compiles its schemas, which lie beside it.
     *
     * @throws io.percore.InvalidConfiguration with every problem there is, when there is any
     */
    public static Catalogue read(Path file) {
        return new CatalogueReader(file).read();
    }

    /** The collection of that name, if it is declared. */
    public Optional<Collection> collection(String name) {
        return Optional.ofNullable(collections.get(name));
    }
}
