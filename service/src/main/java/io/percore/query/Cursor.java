package io.percore.query;

import io.percore.refusal.RequestRefusal.InvalidCursor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Where a page of a collection ended: opaque to clients, bound to the collection, good for ever. */
record Cursor(String collection, String lastId) {
    private static final String VERSION = "1";
    private static final Pattern FORM = Pattern.compile(VERSION + "/([a-z][a-z0-9-]*)/([A-Za-z0-9._~-]{1,128})");

    static Cursor of(String written) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(written), StandardCharsets.US_ASCII);
            var parts = FORM.matcher(text);
            if (parts.matches()) {
                return new Cursor(parts.group(1), parts.group(2));
            }
        } catch (IllegalArgumentException broken) {
            throw new InvalidCursor();
        }
        throw new InvalidCursor();
    }

    String written() {
        var text = String.join("/", VERSION, collection, lastId);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
