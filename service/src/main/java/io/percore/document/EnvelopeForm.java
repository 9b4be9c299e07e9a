package io.percore.document;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
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
    private static final String FENCE = "fence";
    private static final BsonInt32 ONE = new BsonInt32(1);
    private static final BsonInt64 NOT_FENCED = new BsonInt64(0);
    private static final BsonInt64 NOTHING_FORGOTTEN = new BsonInt64(History.NONE.forgotten());

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
                revision(stored),
                !stored.containsKey(DELETED),
                json(stored).map(BodyReader::read),
                history(stored),
                stored.getInt64(FENCE, NOT_FENCED).getValue());
    }

    private static History history(BsonDocument stored) {
        var forgotten = stored.getInt64(FORGOTTEN, NOTHING_FORGOTTEN).getValue();
        return stored.isArray(OPERATIONS)
                ? spelledOut(stored.getArray(OPERATIONS), new History(new byte[0], Revision.FIRST, forgotten))
                : new History(stored.getBinary(OPERATIONS).getData(), revision(stored), forgotten);
    }

    /** The form of the first installations: an object for each operation. */
    private static History spelledOut(BsonArray operations, History before) {
        var history = before;
        for (var operation : operations) {
            history = history.with(applied(operation.asDocument()));
        }
        return history;
    }

    private static Applied applied(BsonDocument stored) {
        return new Applied(
                new OperationId(stored.getString("id").getValue()),
                revision(stored),
                Applied.Kind.valueOf(stored.getString("kind").getValue().toUpperCase(Locale.ROOT)));
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

    /** Makes the first envelope of an id by an upsert; fails where there is one, and after the deadline. */
    static List<BsonDocument> create(String id, Decision.Store next, Instant now, Instant deadline) {
        var taken = new BsonDocument("$gt", new BsonArray(List.of(new BsonString("$" + REVISION), BsonNull.VALUE)));
        // An upsert inserts whatever its filter says, so that only an error keeps it from that.
        var failure = new BsonDocument(
                "$toInt",
                new BsonDocument("$concat", new BsonArray(List.of(new BsonString("not "), new BsonString("$" + ID)))));
        var envelope = new BsonDocument("$literal", fresh(id, next, now));
        var choice = new BsonArray(List.of(or(taken, late(deadline)), failure, envelope));
        return List.of(new BsonDocument("$replaceWith", new BsonDocument("$cond", choice)));
    }

    private static BsonDocument fresh(String id, Decision.Store next, Instant now) {
        var date = date(now);
        var envelope = filter(id).append(REVISION, revision(next));
        next.body().ifPresent(body -> envelope.append(BODY, new RawBsonDocument(body.bson())));
        return envelope.append(OPERATIONS, operations(next))
                .append(CREATED, date)
                .append(UPDATED, date);
    }

    /**
     * Matches only the revision that was seen, hence only without the operation, only if it was not fenced since, and only before
     * the deadline.
     */
    static BsonDocument compare(String id, Envelope seen, Instant deadline) {
        // Not the plainer $lt: DocumentDB 1.0 refuses $$NOW there as soon as the collection has an index that is not
        // partial.
        return filter(id)
                .append(REVISION, new BsonInt64(seen.revision().number()))
                .append(FENCE, seen.fence() == 0 ? BsonNull.VALUE : new BsonInt64(seen.fence()))
                .append("$expr", new BsonDocument("$not", new BsonArray(List.of(late(deadline)))));
    }

    /**
     * Changes nothing that a client sees, but what {@link #compare} looks at; where there is no envelope, leaves that of a document
     * which was deleted before its first revision, so that {@link #create} fails.
     */
    static BsonDocument fence(Instant now) {
        var date = date(now);
        var envelope = new BsonDocument(REVISION, new BsonInt64(Revision.FIRST.number() - 1))
                .append(OPERATIONS, new BsonBinary(History.NONE.operations()))
                .append(CREATED, date)
                .append(UPDATED, date)
                .append(DELETED, date);
        return new BsonDocument("$inc", new BsonDocument(FENCE, new BsonInt64(1))).append("$setOnInsert", envelope);
    }

    private static BsonDocument late(Instant deadline) {
        return new BsonDocument("$gte", new BsonArray(List.of(new BsonString("$$NOW"), date(deadline))));
    }

    private static BsonDocument or(BsonDocument one, BsonDocument other) {
        return new BsonDocument("$or", new BsonArray(List.of(one, other)));
    }

    /** The change from what was seen to what is next. */
    static BsonDocument set(boolean wasLive, Decision.Store next, Instant now) {
        var set = new BsonDocument(REVISION, revision(next))
                .append(OPERATIONS, operations(next))
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

    private static BsonBinary operations(Decision.Store next) {
        return new BsonBinary(next.history().operations());
    }

    private static BsonDateTime date(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }
}
