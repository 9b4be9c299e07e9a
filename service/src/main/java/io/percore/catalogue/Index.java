package io.percore.catalogue;

import java.util.List;

/** A declared index on fields of the documents' bodies. */
public record Index(String name, List<Field> fields, boolean unique) {
    public Index {
        fields = List.copyOf(fields);
    }

    /** A dotted path in the body, and the order it is kept in. */
    public record Field(String path, boolean descending) {}
}
