package io.percore.document;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** How an envelope is stored, and the commands that change it. */
final class EnvelopeForm {
    private static final String ID = "_id";
    private static final String REVISION = "rev";
    private static final String BODY = "body";
    private static final String DELETED = "deleted";
    private static final String OPERATIONS = "ops";
    private static final String FORGOTTEN = "forgotten";
    private static final String CREATED = "created";
    private static final String UPDATED = "updated";
    private static final BsonInt32 ONE = new BsonInt32(1);

    private EnvelopeForm() {}

    static BsonDocument filter(String id) {
        return new BsonDocument(ID, new BsonString(id));
    }

    /** Everything but the body, which may be large. */
    static BsonDocument withoutBody() {
        return new BsonDocument(BODY, new BsonInt32(0));
    }

    /** What a reader needs. */
    static BsonDocument document() {
        return new BsonDocument(REVISION, ONE).append(BODY, ONE);
    }

    static Envelope envelope(RawBsonDocument stored) {
        return new Envelope(
                revision(stored), !stored.containsKey(DELETED), json(stored).map(BodyReader::read), history(stored));
    }

    private static History history(BsonDocument stored) {
        var kept = stored.getArray(OPERATIONS).stream()
                .map(operation -> applied(operation.asDocument()))
                .toList();
        var nothing = new BsonInt64(History.NONE.forgotten());
        return new History(kept, stored.getInt64(FORGOTTEN, nothing).getValue());
    }

    static Revision revision(BsonDocument stored) {
        return new Revision(stored.getInt64(REVISION).getValue());
    }

    private static Optional<byte[]> json(RawBsonDocument stored) {
        return stored.get(BODY) instanceof RawBsonDocument body
                ? Optional.of(JsonForm.of(body.getBackingArray(), body.getByteOffset(), body.getByteLength()))
                : Optional.empty();
    }

    /** The document in an envelope that is not a deleted one's. */
    static Optional<Document> document(RawBsonDocument stored) {
        return json(stored).map(json -> new Document(revision(stored), json));
    }

    static String id(BsonDocument stored) {
        return stored.getString(ID).getValue();
    }

    static BsonDocument liveAfter(String id) {
        return new BsonDocument(ID, new BsonDocument("$gt", new BsonString(id)))
                .append(BODY, new BsonDocument("$exists", BsonBoolean.TRUE));
    }

    static BsonDocument byId() {
        return new BsonDocument(ID, ONE);
    }

    static BsonDocument deletedKey() {
        return new BsonDocument(DELETED, ONE);
    }

    static BsonDocument deleted() {
        return new BsonDocument(DELETED, new BsonDocument("$exists", BsonBoolean.TRUE));
    }

    static String bodyField(String path) {
        return BODY + "." + path;
    }

    /** The first envelope of an id. */
    static BsonDocument fresh(String id, Decision.Store next, Instant now) {
        var date = date(now);
        var envelope = filter(id).append(REVISION, revision(next));
        next.body().ifPresent(body -> envelope.append(BODY, new RawBsonDocument(body.bson())));
        return envelope.append(OPERATIONS, operations(next.history()))
                .append(CREATED, date)
                .append(UPDATED, date);
    }

    /** Matches only the revision that was seen, only without the operation, and only before the deadline. */
    static BsonDocument compare(String id, Revision seen, OperationId operation, Instant deadline) {
        // Not the plainer $lt: DocumentDB 1.0 refuses $$NOW there as soon as the collection has an index that is not
        // partial.
        var late = new BsonDocument("$gte", new BsonArray(List.of(new BsonString("$$NOW"), date(deadline))));
        return filter(id)
                .append(REVISION, new BsonInt64(seen.number()))
                .append("ops.id", new BsonDocument("$ne", new BsonString(operation.text())))
                .append("$expr", new BsonDocument("$not", new BsonArray(List.of(late))));
    }

    /** The change from what was seen to what is next. */
    static BsonDocument set(boolean wasLive, Decision.Store next, Instant now) {
        var set = new BsonDocument(REVISION, revision(next))
                .append(OPERATIONS, operations(next.history()))
                .append(FORGOTTEN, new BsonInt64(next.history().forgotten()))
                .append(UPDATED, date(now));
        var gone = next.body().isPresent() ? DELETED : BODY;
        next.body()
                .ifPresentOrElse(
                        body -> set.append(BODY, new RawBsonDocument(body.bson())),
                        () -> set.append(DELETED, date(now)));
        if (!wasLive) {
            set.append(CREATED, date(now));
        }
        return new BsonDocument("$set", set).append("$unset", new BsonDocument(gone, BsonNull.VALUE));
    }

    private static BsonInt64 revision(Decision.Store next) {
        return new BsonInt64(next.applied().revision().number());
    }

    private static BsonArray operations(History history) {
        return new BsonArray(
                history.kept().stream().<BsonValue>map(EnvelopeForm::operation).toList());
    }

    private static BsonDocument operation(Applied applied) {
        return new BsonDocument("id", new BsonString(applied.operation().text()))
                .append(REVISION, new BsonInt64(applied.revision().number()))
                .append("kind", new BsonString(applied.kind().name().toLowerCase(Locale.ROOT)));
    }

    private static Applied applied(BsonDocument stored) {
        return new Applied(
                new OperationId(stored.getString("id").getValue()),
                revision(stored),
                Applied.Kind.valueOf(stored.getString("kind").getValue().toUpperCase(Locale.ROOT)));
    }

    private static BsonDateTime date(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }
}
