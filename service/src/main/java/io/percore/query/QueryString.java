package io.percore.query;

import io.percore.refusal.RequestRefusal.InvalidParameter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands behind the question mark of an address. */
public final class QueryString {
    private QueryString() {}

    /** The values of each parameter, decoded; between two ampersands there may be nothing. */
    public static Map<String, List<String>> parameters(String raw) {
        return Stream.of(raw.split("&"))
                .filter(Predicate.not(String::isEmpty))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.groupingBy(
                        parts -> decoded(parts[0]),
                        Collectors.mapping(parts -> parts.length == 1 ? "" : decoded(parts[1]), Collectors.toList())));
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidParameter("in the query a % must be followed by two hexadecimal digits");
        }
    }
}
