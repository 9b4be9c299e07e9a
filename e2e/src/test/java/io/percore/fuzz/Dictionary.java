package io.percore.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that are worth trying, in the form that AFL and libFuzzer have for them: one in quotes a line, {@code \xNN} for a byte. */
final class Dictionary {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|([\\\\\"]))");

    private Dictionary() {}

    static List<String> of(String name) {
        try (var file = Objects.requireNonNull(Dictionary.class.getResourceAsStream(name + ".dict"), name)) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> unescaped(line.substring(1, line.length() - 1)))
                    .toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            var octet = escape.group(1);
            var character = octet == null ? escape.group(2) : String.valueOf((char) HexFormat.fromHexDigits(octet));
            return Matcher.quoteReplacement(character);
        });
    }
}
