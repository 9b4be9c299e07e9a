package io.percore.catalogue;

import io.percore.InvalidConfiguration;
import io.percore.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads catalogue.yaml and the schemas beside it, and collects every problem instead of stopping at the first. */
final class CatalogueReader {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Bounds of a schema are exact.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Bounds of a schema are exact.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** As BSON a body can be eight times as long, and MongoDB takes 16 MB; the worker's heap holds a few of them at once. */
    private static final long LARGEST = 1L << 20;

    private static final Duration LONGEST_AT_EDGE = Duration.ofHours(1);

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    CatalogueReader(Path file) {
        this.file = file;
    }

    Catalogue read() {
        var collections = new LinkedHashMap<String, Collection>();
        tree(YAML, file, "catalogue").ifPresent(root -> {
            var top = section("catalogue", root);
            top.knows("collections");
            var declared = root.path("collections");
            if (!declared.isObject() || declared.isEmpty()) {
                problems.add("collections: must declare at least one collection");
            }
            declared.forEachEntry((name, node) -> collection(name, section("collections." + name, node))
                    .ifPresent(collection -> collections.put(name, collection)));
        });
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(
                    problems.stream().map(problem -> file + ": " + problem).toList());
        }
        return new Catalogue(collections);
    }

    private Optional<Collection> collection(String name, Section declared) {
        if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
            declared.problem("must be named by a lower-case letter, then at most 62 of a-z, 0-9 and -");
        }
        declared.knows(
                "schema", "max-size", "cache", "lists", "edge", "time-to-live", "stale-if-store-down", "indexes");
        var maxSize = maxSize(declared);
        var cache = cachePolicy(declared);
        var listsCached = listsCached(declared, cache);
        var edge = edge(declared, cache);
        var timeToLive = duration(declared, "time-to-live", "1h", "1s");
        var staleIfStoreDown = duration(declared, "stale-if-store-down", "5m", "0s");
        var indexes = new IndexReader(declared).read();
        return schema(declared)
                .map(schema -> new Collection(
                        name, schema, maxSize, cache, listsCached, edge, timeToLive, staleIfStoreDown, indexes));
    }

    private static int maxSize(Section declared) {
        var written = declared.text("max-size", "64KiB");
        var size = Quantity.bytes(written).filter(bytes -> bytes >= 2 && bytes <= LARGEST);
        if (size.isEmpty()) {
            declared.problem("max-size", "must be a size from 2B to 1MiB, was " + written);
        }
        return size.orElse(LARGEST).intValue();
    }

    private static CachePolicy cachePolicy(Section declared) {
        var policy = declared.text("cache", "none");
        if (!policy.equals("public") && !policy.equals("none")) {
            declared.problem("cache", "must be public or none, was " + policy);
        }
        return policy.equals("public") ? CachePolicy.PUBLIC : CachePolicy.NONE;
    }

    private static boolean listsCached(Section declared, CachePolicy cache) {
        var lists = declared.text("lists", "none");
        if (!lists.equals("cached") && !lists.equals("none")) {
            declared.problem("lists", "must be cached or none, was " + lists);
        }
        if (lists.equals("cached") && cache != CachePolicy.PUBLIC) {
            declared.problem("lists", "can be cached only with cache: public");
        }
        return lists.equals("cached");
    }

    private static Duration edge(Section declared, CachePolicy cache) {
        var written = declared.text("edge", "0s");
        var edge = Quantity.duration(written)
                .filter(given -> given.toMillisPart() == 0)
                .filter(given -> given.compareTo(LONGEST_AT_EDGE) <= 0);
        if (edge.isEmpty()) {
            declared.problem("edge", "must be whole seconds from 0s to 1h, was " + written);
        }
        if (edge.filter(Duration::isPositive).isPresent() && cache != CachePolicy.PUBLIC) {
            declared.problem("edge", "can be more than 0s only with cache: public");
        }
        return edge.orElse(Duration.ZERO);
    }

    private static Duration duration(Section declared, String key, String usual, String least) {
        var written = declared.text(key, usual);
        var shortest = Quantity.duration(least).orElseThrow();
        var duration = Quantity.duration(written)
                .filter(given -> given.compareTo(shortest) >= 0)
                .filter(given -> given.compareTo(Duration.ofDays(7)) <= 0);
        if (duration.isEmpty()) {
            declared.problem(key, "must be a duration from " + least + " to 168h, was " + written);
        }
        return duration.orElse(shortest);
    }

    private Optional<BodySchema> schema(Section declared) {
        var name = declared.text("schema", "");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            declared.problem("schema", "must name a file beside the catalogue");
            return Optional.empty();
        }
        return tree(JSON, file.resolveSibling(name), declared.path("schema"))
                .flatMap(source -> compiled(declared, name, source));
    }

    private static Optional<BodySchema> compiled(Section declared, String name, JsonNode source) {
        try {
            var faults = BodySchema.faults(source);
            faults.forEach(fault -> declared.problem("schema", name + "#" + fault.pointer() + ": " + fault.detail()));
            if (!faults.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(BodySchema.compile(source));
        } catch (RuntimeException fault) {
            declared.problem("schema", name + " cannot be compiled: " + fault.getMessage());
            return Optional.empty();
        }
    }

    private Optional<JsonNode> tree(ObjectMapper format, Path source, String path) {
        if (!Files.isRegularFile(source) || !Files.isReadable(source)) {
            problems.add(path + ": " + source + " is missing or cannot be read");
            return Optional.empty();
        }
        try {
            return Optional.of(format.readTree(source));
        } catch (JacksonException fault) {
            var at = fault.getLocation();
            problems.add(path + ": " + source + " line " + at.getLineNr() + ": " + fault.getOriginalMessage());
            return Optional.empty();
        }
    }

    private Section section(String path, JsonNode node) {
        return new Section(path, node, problems);
    }
}
