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

    /** Whether the connection ends behind the answer because the client wants it so: nginx goes by the last line that says so or not. */
    boolean closes() {
        var wish = all("connection").stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.contains("close") || line.contains("keep-alive"))
                .reduce("", (former, last) -> last);
        return bare() || wish.contains("close") || (minor == 0 && wish.isEmpty());
    }
}
