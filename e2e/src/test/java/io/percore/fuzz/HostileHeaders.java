package io.percore.fuzz;

import java.util.List;
import java.util.regex.Matcher;

/** Header lines that mean something to an edge, to a worker, or to one of them only. */
final class HostileHeaders {

    private static final List<String> FIELDS = Dictionary.of("headers");
    private static final List<String> FRAMING = Dictionary.of("framing");
    private static final List<String> MEDIA_TYPES = Dictionary.of("media-types");

    private final Choices choices;

    HostileHeaders(Choices choices) {
        this.choices = choices;
    }

    String mediaType() {
        return choices.of(MEDIA_TYPES);
    }

    String line() {
        var field = field();
        return choices.oneIn(12) ? oddly(field) + "\r\n" : field + "\r\n";
    }

    /** A line that says where the body ends, once more or otherwise. */
    String framing() {
        var field = choices.of(FRAMING);
        return choices.oneIn(4) ? oddly(field) + "\r\n" : field + "\r\n";
    }

    private String field() {
        return switch (choices.below(20)) {
            case 0 -> "Idempotency-Key: \"k" + choices.below(1000) + '"';
            case 1 -> "X-" + choices.below(10) + ": " + choices.octet();
            default -> choices.of(FIELDS);
        };
    }

    private String oddly(String field) {
        return switch (choices.below(9)) {
            case 0 -> field.replaceFirst(":", " :");
            case 1 -> " " + field;
            case 2 -> field.replaceFirst(": ?", "");
            case 3 -> field.replaceFirst("-", "_");
            case 4 -> field.replaceFirst(": ", ":");
            case 5 -> field.replaceFirst(": ", ":\t ");
            case 6 -> field.replaceFirst(": ", ":\r\n ");
            case 7 -> "Host" + field.substring(field.indexOf(':'));
            default -> field.replaceFirst(":", Matcher.quoteReplacement(choices.octet() + ":"));
        };
    }
}
