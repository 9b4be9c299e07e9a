package io.percore.document;

import com.mongodb.MongoException;
import io.percore.catalogue.Collection;
import io.percore.catalogue.Index;
import io.percore.refusal.StateRefusal.DuplicateValue;
import java.util.List;
import java.util.regex.Pattern;

/** A duplicate of something unique; {@code index} is what the server's message names, or empty. */
record DuplicateKey(String index) {
    private static final Pattern NAMED = Pattern.compile("[Ii]ndex:? '?(?:\\S+\\.\\$)?([A-Za-z0-9_-]+)");

    static DuplicateKey in(MongoException fault) {
        var named = NAMED.matcher(String.valueOf(fault.getMessage()));
        return new DuplicateKey(named.find() ? named.group(1) : "");
    }

    /** Refuses a value that another document has; returns when it is the id that is taken. */
    void refuse(Collection collection) {
        var unique = collection.indexes().stream().filter(Index::unique).toList();
        if (!index.equals("_id_") && !unique.isEmpty()) {
            throw new DuplicateValue(fields(unique));
        }
    }

    /** Those of the index that the server named; of all unique ones when it named none that is declared. */
    private List<String> fields(List<Index> unique) {
        var named = unique.stream().anyMatch(declared -> declared.name().equals(index));
        return unique.stream()
                .filter(declared -> !named || declared.name().equals(index))
                .flatMap(declared -> declared.fields().stream())
                .map(Index.Field::path)
                .toList();
    }
}
