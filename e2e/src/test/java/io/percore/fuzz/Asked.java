package io.percore.fuzz;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One request as its bytes mean it; {@code minor} is the version's, 9 where none was sent (HTTP/0.9). */
record Asked(String method, String target, int minor, Map<String, List<String>> headers) {

    static final int NO_VERSION = 9;

    Optional<Place> place() {
        return Place.of(target);
    }

    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    boolean head() {
        return method.equals("HEAD");
    }

    boolean safe() {
        return method.equals("GET") || head();
    }

    /** An answer to it is a body and nothing else. */
    boolean bare() {
        return minor == NO_VERSION;
    }

    /** Whether the connection ends behind the answer because the client wants it so. */
    boolean closes() {
        var connection = String.join(",", all("connection")).toLowerCase(Locale.ROOT);
        return bare() || connection.contains("close") || (minor == 0 && !connection.contains("keep-alive"));
    }
}
