package io.percore.document;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.percore.refusal.BodyRefusal.TooLarge;
import io.percore.refusal.BodyRefusal.UnsupportedMediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Takes the body off a request: only of the media type that is expected, and never more of it than is allowed. */
final class RequestBody {
    private final String mediaType;
    private final String acceptHeader;

    /** {@code acceptHeader} tells clients which type is read here: Accept-Post, Accept-Patch, or Accept. */
    RequestBody(String mediaType, String acceptHeader) {
        this.mediaType = mediaType;
        this.acceptHeader = acceptHeader;
    }

    ObjectNode read(ServerRequest request, int limit) {
        if (!hasMediaType(request) || isEncoded(request)) {
            throw new UnsupportedMediaType(acceptHeader, mediaType);
        }
        return BodyReader.read(bytes(request, limit));
    }

    private boolean hasMediaType(ServerRequest request) {
        var lines = request.headers().all(HeaderNames.CONTENT_TYPE, List::of);
        return lines.size() == 1
                && ContentType.of(lines.getFirst()).filter(this::isRead).isPresent();
    }

    private boolean isRead(ContentType type) {
        return type.name().equals(mediaType)
                && type.parameters("charset").allMatch(charset -> charset.equalsIgnoreCase("utf-8"));
    }

    private static boolean isEncoded(ServerRequest request) {
        return request.headers().all(HeaderNames.CONTENT_ENCODING, List::of).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }

    private static byte[] bytes(ServerRequest request, int limit) {
        if (request.headers().contentLength().orElse(0) > limit) {
            throw new TooLarge(limit);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try {
            // A chunked body does not tell its length beforehand.
            var bytes = request.content().inputStream().readNBytes(limit + 1);
            return Optional.of(bytes).filter(read -> read.length <= limit).orElseThrow(() -> new TooLarge(limit));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
