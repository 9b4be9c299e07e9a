package io.percore.catalogue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads the indexes that one collection declares. */
final class IndexReader {
    private final Section collection;

    IndexReader(Section collection) {
        this.collection = collection;
    }

    List<Index> read() {
        var declared = collection.node().path("indexes");
        if (!declared.isMissingNode() && !declared.isArray()) {
            collection.problem("indexes", "must be a list");
        }
        var names = new HashSet<String>();
        var indexes = new ArrayList<Index>();
        for (var position = 0; position < declared.size(); position++) {
            var index = index(collection.element("indexes", position));
            if (!names.add(index.name())) {
                collection.problem("indexes", "two are named '" + index.name() + "'");
            }
            indexes.add(index);
        }
        return indexes;
    }

    private static Index index(Section declared) {
        declared.knows("name", "fields", "unique");
        var name = declared.text("name", "");
        if (!name.matches("[a-z][a-z0-9-]{0,62}") || name.startsWith("percore-")) {
            declared.problem("name", "must be a lower-case letter, then at most 62 of a-z, 0-9 and -; not percore-...");
        }
        var unique = declared.text("unique", "false");
        if (!unique.equals("true") && !unique.equals("false")) {
            declared.problem("unique", "must be true or false, was " + unique);
        }
        return new Index(name, fields(declared), unique.equals("true"));
    }

    private static List<Index.Field> fields(Section declared) {
        var fields = new ArrayList<Index.Field>();
        declared.node()
                .path("fields")
                .forEach(node -> field(node.asString("")).ifPresentOrElse(fields::add, () -> refuse(declared)));
        if (fields.isEmpty()) {
            declared.problem("fields", "must list at least one field");
        }
        if (fields.stream().map(Index.Field::path).distinct().count() < fields.size()) {
            declared.problem("fields", "must list each field once");
        }
        return fields;
    }

    private static Optional<Index.Field> field(String written) {
        var descending = written.startsWith("-");
        var path = descending ? written.substring(1) : written;
        return path.matches("[^.$/~\\s]+(\\.[^.$/~\\s]+)*")
                ? Optional.of(new Index.Field(path, descending))
                : Optional.empty();
    }

    private static void refuse(Section declared) {
        declared.problem("fields", "must be field names, dotted for nested ones, with - in front for descending order");
    }
}
