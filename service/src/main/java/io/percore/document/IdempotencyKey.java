package io.percore.document;

import io.percore.refusal.RequestRefusal.InvalidHeader;
import java.util.List;
import java.util.regex.Pattern;

/** A name that a client gave to a request, so that it may send it again (draft-ietf-httpapi-idempotency-key-header-07). */
record IdempotencyKey(String text) {
    /** The request header that carries it. */
    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    /** A string of RFC 9651, 3.3.3. */
    private static final Pattern STRING = Pattern.compile("\"((?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])+)\"");

    /** The key in the lines of the header. */
    static IdempotencyKey of(List<String> lines) {
        var string = STRING.matcher(lines.getFirst().strip());
        // A long one is not even looked at, since the pattern takes some stack for each escape.
        if (lines.size() > 1 || lines.getFirst().length() > 2 * LONGEST + 2 || !string.matches()) {
            throw malformed();
        }
        var text = string.group(1).replaceAll("\\\\(.)", "$1");
        if (text.length() > LONGEST) {
            throw malformed();
        }
        return new IdempotencyKey(text);
    }

    private static InvalidHeader malformed() {
        return new InvalidHeader(HEADER, "one string of 1 to " + LONGEST + " ASCII characters in double quotes");
    }
}
