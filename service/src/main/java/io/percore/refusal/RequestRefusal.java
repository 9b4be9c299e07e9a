package io.percore.refusal;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;

/** The request line or a header asks for something that is not there or makes no sense. */
@SuppressWarnings("serial")
public abstract sealed class RequestRefusal extends Refusal {
    private RequestRefusal(Status status, String code, String message) {
        super(status, code, message);
    }

    /** An address with a part that can be neither a collection's name nor a document's id. */
    public static final class InvalidId extends RequestRefusal {
        public InvalidId() {
            super(
                    Status.BAD_REQUEST_400,
                    "invalid-id",
                    "an id has 1 to 128 letters, digits or any of - . _ ~ and begins with a letter, digit, - or _;"
                            + " nothing else may stand in an address");
        }
    }

    /** A cursor that was not handed out here, or for another collection. */
    public static final class InvalidCursor extends RequestRefusal {
        public InvalidCursor() {
            super(
                    Status.BAD_REQUEST_400,
                    "invalid-cursor",
                    "'after' must be the 'next' of an earlier page of this collection, unchanged");
        }
    }

    /** A query parameter that is unknown, repeated or out of bounds. */
    public static final class InvalidParameter extends RequestRefusal {
        public InvalidParameter(String message) {
            super(Status.BAD_REQUEST_400, "invalid-parameter", message);
        }
    }

    /** A header whose value has not the form that it must have. */
    public static final class InvalidHeader extends RequestRefusal {
        public InvalidHeader(String name, String form) {
            super(Status.BAD_REQUEST_400, "invalid-header", name + " must be " + form);
        }
    }

    /** A body that is said to be a part of a document. */
    public static final class PartialBody extends RequestRefusal {
        public PartialBody() {
            super(
                    Status.BAD_REQUEST_400,
                    "partial-body",
                    "Content-Range is not taken: send the whole document, or PATCH what changes");
        }
    }

    /** A request line that is longer than is read. */
    public static final class UriTooLong extends RequestRefusal {
        public UriTooLong() {
            super(Status.REQUEST_URI_TOO_LONG_414, "uri-too-long", "an address has at most 4096 bytes");
        }
    }

    /** More bytes of headers than are read. */
    public static final class HeadersTooLarge extends RequestRefusal {
        private static final Status REQUEST_HEADER_FIELDS_TOO_LARGE =
                Status.create(431, "Request Header Fields Too Large");

        public HeadersTooLarge() {
            super(REQUEST_HEADER_FIELDS_TOO_LARGE, "headers-too-large", "send fewer or shorter headers");
        }
    }

    /** A request that HTTP itself does not allow. */
    public static final class MalformedRequest extends RequestRefusal {
        public MalformedRequest(Status status) {
            super(status, "malformed-request", "the request could not be read");
        }
    }

    /** A collection that the catalogue does not declare. */
    public static final class UnknownCollection extends RequestRefusal {
        public UnknownCollection(String name) {
            super(Status.NOT_FOUND_404, "unknown-collection", "there is no collection '" + name + "'");
        }
    }

    /** A path that leads nowhere. */
    public static final class NoSuchRoute extends RequestRefusal {
        public NoSuchRoute() {
            super(Status.NOT_FOUND_404, "no-such-route", "documents are at /v1/{collection} and /v1/{collection}/{id}");
        }
    }

    /** A method that this path does not know. */
    public static final class MethodNotAllowed extends RequestRefusal {
        private final transient Header allow;

        public MethodNotAllowed(String method, String allowed) {
            super(Status.METHOD_NOT_ALLOWED_405, "method-not-allowed", method + " is not one of " + allowed);
            this.allow = HeaderValues.create(HeaderNames.ALLOW, allowed);
        }

        @Override
        public List<Header> headers() {
            return List.of(allow);
        }
    }
}
