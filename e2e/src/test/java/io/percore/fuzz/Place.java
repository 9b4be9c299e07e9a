package io.percore.fuzz;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request target means by its bytes alone: a document, or with an empty id the list of a collection. */
record Place(String collection, String id) {

    private static final Pattern ABSOLUTE = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}");

    static Optional<Place> of(String target) {
        var path = ABSOLUTE.matcher(target).replaceFirst("").split("\\?", 2)[0];
        var segments = Arrays.stream(path.split("/", -1)).map(Place::decoded).toArray(String[]::new);
        if (segments.length < 3
                || segments.length > 4
                || !segments[0].isEmpty()
                || !segments[1].equals("v1")
                || !HostileTargets.COLLECTIONS.contains(segments[2])) {
            return Optional.empty();
        }
        return segments.length == 3
                ? Optional.of(new Place(segments[2], ""))
                : Optional.of(new Place(segments[2], segments[3])).filter(Place::possible);
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException malformed) {
            return "%";
        }
    }

    private boolean possible() {
        return ID.matcher(id).matches();
    }

    boolean document() {
        return !id.isEmpty();
    }

    @Override
    public String toString() {
        return collection + "/" + id;
    }
}
