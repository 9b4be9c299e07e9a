package io.percore.refusal;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;

/** The body that came cannot be taken as it is. */
@SuppressWarnings("serial")
public abstract sealed class BodyRefusal extends Refusal {
    private BodyRefusal(Status status, String code, String message, List<Finding> findings) {
        super(status, code, message, findings);
    }

    private BodyRefusal(String code, String message, String pointer) {
        this(Status.BAD_REQUEST_400, code, message, List.of(new Finding(message, pointer)));
    }

    /** It is not one JSON object in UTF-8. */
    public static final class InvalidJson extends BodyRefusal {
        public InvalidJson(String message) {
            super(Status.BAD_REQUEST_400, "invalid-json", message, List.of());
        }

        public InvalidJson(String message, String pointer) {
            super("invalid-json", message, pointer);
        }
    }

    /** An object names a member twice, so that readers would disagree on its value. */
    public static final class DuplicateMember extends BodyRefusal {
        public DuplicateMember(String pointer) {
            super("duplicate-member", "a member of this name stands earlier in the same object", pointer);
        }
    }

    /** Objects and arrays are nested further than is stored. */
    public static final class TooDeep extends BodyRefusal {
        public TooDeep(int limit, String pointer) {
            super("too-deep", "objects and arrays may be nested " + limit + " levels deep", pointer);
        }
    }

    /** A number that no type of MongoDB holds exactly. */
    public static final class UnholdableNumber extends BodyRefusal {
        public UnholdableNumber(String pointer) {
            super(
                    "unholdable-number",
                    "this number cannot be stored without changing it; write it as a string, or with at most 34 digits",
                    pointer);
        }
    }

    /** A field name that MongoDB would take for something else. */
    public static final class ForbiddenFieldName extends BodyRefusal {
        public ForbiddenFieldName(String pointer) {
            super("forbidden-field-name", "a field name must not contain '$', '.' or NUL anywhere", pointer);
        }
    }

    /** It is JSON, but not what the collection's schema asks for. */
    public static final class SchemaViolation extends BodyRefusal {
        public SchemaViolation(String collection, List<Finding> findings) {
            super(
                    UNPROCESSABLE_CONTENT,
                    "schema-violation",
                    "the document does not follow the schema of " + collection,
                    findings);
        }
    }

    /** Another media type, charset or content coding than is read here. */
    public static final class UnsupportedMediaType extends BodyRefusal {
        private final transient Header accepted;

        public UnsupportedMediaType(String acceptHeader, String accepted) {
            super(
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "media-type-unsupported",
                    "send " + accepted + " in UTF-8, without a content coding",
                    List.of());
            this.accepted = HeaderValues.create(acceptHeader, accepted);
        }

        @Override
        public List<Header> headers() {
            return List.of(accepted);
        }
    }

    /** More bytes than the collection takes for one document. */
    public static final class TooLarge extends BodyRefusal {
        public TooLarge(int limit) {
            super(
                    Status.REQUEST_ENTITY_TOO_LARGE_413,
                    "body-too-large",
                    "a document of this collection has at most " + limit + " bytes of JSON",
                    List.of());
        }
    }
}
