package io.percore.document;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.percore.refusal.BodyRefusal.TooLarge;
import io.percore.refusal.BodyRefusal.UnsupportedMediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
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
        try {
            return request.headers().contentType().filter(this::isRead).isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private boolean isRead(HttpMediaType type) {
        return type.mediaType().text().equals(mediaType)
                && type.charset().orElse("utf-8").equalsIgnoreCase("utf-8");
    }

    private static boolean isEncoded(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.CONTENT_ENCODING)
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent();
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
