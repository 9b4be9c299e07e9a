package io.percore.growth;

import io.percore.bundle.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whatever may grow on a host, at one moment.
 *
 * @param sizes by kind and name, such as {@code file /var/log/dpkg.log}
 */
record Sample(Map<String, Long> sizes) {

    private static final String SCRIPT = script();

    static Sample of(Host host) {
        var sizes = new TreeMap<String, Long>();
        host.must("python3 - <<'EOF'\n" + SCRIPT + "\nEOF")
                .lines()
                .map(line -> line.split("\t"))
                .forEach(fields -> sizes.put(fields[0] + " " + fields[1], Long.valueOf(fields[2])));
        return new Sample(sizes);
    }

    private static String script() {
        try (var script = Sample.class.getResourceAsStream("sample.py")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
