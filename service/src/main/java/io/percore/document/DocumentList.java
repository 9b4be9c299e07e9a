package io.percore.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/** One page of a collection, as it is answered. */
final class DocumentList {
    private final byte[] json;

    DocumentList(byte[] json) {
        this.json = json;
    }

    byte[] json() {
        return json;
    }

    /** The cursor of the next page, with which the answer ends, unless this is the last one. */
    Optional<String> next() {
        var end = json.length - 2;
        if (json[end] != '"') {
            return Optional.empty();
        }
        var start = end;
        while (json[start - 1] != '"') {
            start--;
        }
        return Optional.of(new String(json, start, end - start, US_ASCII));
    }
}
