package io.percore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The written values by path, the strongest source last: the manual in the jar, the file, credentials, the environment. */
final class SettingsSources {
    /** A value as it was written, and where. */
    record Value(String text, String origin) {}

    private static final Path USUAL_FILE = Path.of("/etc/percore/percore.yaml");
    private static final Set<String> SECRETS = Set.of("mongodb.uri", "redis.password");
    private static final Set<String> VARIABLES_OF_OTHERS =
            Set.of("PERCORE_CONFIG", "PERCORE_HEAP", "PERCORE_HEALTHY_AFTER", "PERCORE_RECYCLED");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Value> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private SettingsSources() {}

    static SettingsSources read(List<String> arguments, Map<String, String> environment) {
        var sources = new SettingsSources();
        sources.readManual();
        sources.readFile(arguments, environment);
        sources.readCredentials(environment);
        sources.readEnvironment(environment);
        return sources;
    }

    static String variable(String path) {
        return "PERCORE_" + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    static String credentialName(String path) {
        return path.replace('.', '-');
    }

    Value at(String path) {
        return values.get(path);
    }

    List<String> problems() {
        return problems;
    }

    private void readManual() {
        try (InputStream manual = Settings.class.getResourceAsStream("/application.yaml")) {
            flatten("", YAML.readTree(manual))
                    .forEach((path, text) -> values.put(path, new Value(text, "the default")));
        } catch (IOException e) {
            throw new IllegalStateException("application.yaml is missing from the jar", e);
        }
    }

    private void readFile(List<String> arguments, Map<String, String> environment) {
        var named = arguments.stream()
                .filter(argument -> !argument.startsWith("--"))
                .findFirst();
        var file = named.or(() -> Optional.ofNullable(environment.get("PERCORE_CONFIG")))
                .map(Path::of)
                .orElse(USUAL_FILE);
        if (file.equals(USUAL_FILE) && !Files.exists(file)) {
            return;
        }
        try {
            flatten("", YAML.readTree(Files.readString(file))).forEach((path, text) -> take(path, text, file));
        } catch (IOException e) {
            problems.add(file + ": cannot be read (" + e + "); name another by PERCORE_CONFIG or --config");
        } catch (JacksonException e) {
            problems.add(file + ": is not YAML: " + e.getOriginalMessage());
        }
    }

    private void take(String path, String text, Path file) {
        if (isSection(path) && text.isEmpty()) {
            return;
        }
        if (!values.containsKey(path)) {
            problems.add(path + " (from " + file + "): no such setting; remove it or mend its name");
        } else if (SECRETS.contains(path)) {
            problems.add(path + " (from " + file + "): a secret does not belong in a file that others read; "
                    + "give it as the credential " + credentialName(path) + " or as " + variable(path));
        } else {
            values.put(path, new Value(text, file.toString()));
        }
    }

    private boolean isSection(String path) {
        return path.isEmpty() || values.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
    }

    private void readCredentials(Map<String, String> environment) {
        var directory = environment.get("CREDENTIALS_DIRECTORY");
        if (directory == null) {
            return;
        }
        for (var path : SECRETS) {
            var file = Path.of(directory, credentialName(path));
            try {
                if (Files.exists(file)) {
                    values.put(path, new Value(Files.readString(file).strip(), file.toString()));
                }
            } catch (IOException e) {
                problems.add(path + " (from " + file + "): cannot be read (" + e + ")");
            }
        }
    }

    private void readEnvironment(Map<String, String> environment) {
        var paths = new TreeMap<String, String>();
        values.keySet().forEach(path -> paths.put(variable(path), path));
        environment.forEach((name, text) -> {
            if (paths.containsKey(name)) {
                values.put(paths.get(name), new Value(text, name));
            } else if (name.startsWith("PERCORE_") && !VARIABLES_OF_OTHERS.contains(name)) {
                problems.add(name + " (from the environment): no such setting; unset it or mend its name");
            }
        });
    }

    private static Map<String, String> flatten(String path, JsonNode node) {
        var leaves = new TreeMap<String, String>();
        if (!node.isObject()) {
            leaves.put(path, node.isNull() ? "" : node.isValueNode() ? node.asString() : node.toString());
        }
        node.forEachEntry((key, child) -> leaves.putAll(flatten(path.isEmpty() ? key : path + "." + key, child)));
        return leaves;
    }
}
