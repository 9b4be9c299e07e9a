package io.percore.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The value of Content-Type (RFC 9110, 8.3.1): {@code name} is type and subtype in lower case.
 *
 * <p>Helidon's parser wants lower case, stumbles over a semicolon at the end, and takes one in a quoted value for the next parameter.
 */
record ContentType(String name, List<Parameter> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern NAME = Pattern.compile("[ \\t]*(" + TOKEN + "/" + TOKEN + ")[ \\t]*(?=;|$)");
    private static final Pattern PARAMETER = Pattern.compile(
            ";[ \\t]*(?:(" + TOKEN + ")=(?:(" + TOKEN + ")|\"((?:[^\"\\\\]|\\\\.)*+)\"))?[ \\t]*(?=;|$)");

    ContentType {
        parameters = List.copyOf(parameters);
    }

    /** One of the parameters, its value without quotes. */
    record Parameter(String name, String value) {}

    /** The media type that is written so, if it is one. */
    static Optional<ContentType> of(String written) {
        var name = NAME.matcher(written);
        if (!name.lookingAt()) {
            return Optional.empty();
        }
        var parameters = new ArrayList<Parameter>();
        var next = PARAMETER.matcher(written);
        var end = name.end();
        while (end < written.length() && next.region(end, written.length()).lookingAt()) {
            if (next.group(1) != null) {
                parameters.add(new Parameter(next.group(1), value(next.group(2), next.group(3))));
            }
            end = next.end();
        }
        return end == written.length()
                ? Optional.of(new ContentType(name.group(1).toLowerCase(Locale.ROOT), parameters))
                : Optional.empty();
    }

    private static String value(String token, String quoted) {
        return token == null ? quoted.replaceAll("\\\\(.)", "$1") : token;
    }

    /** The values of the parameters of that name. */
    Stream<String> parameters(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equalsIgnoreCase(name))
                .map(Parameter::value);
    }
}
