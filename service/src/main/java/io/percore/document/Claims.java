package io.percore.document;

import com.mongodb.client.model.IndexOptions;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/** The claims in MongoDB, in a collection of their own; each is forgotten a day after it was made. */
final class Claims {
    /** No declared collection can have this name, for the underscore. */
    static final String COLLECTION = "idempotency_keys";

    private static final Duration KEPT = Duration.ofHours(24);

    private static final String KEY = "_id";
    private static final String REVISION = "rev";
    private static final String REQUEST = "request";
    private static final String OPERATION = "operation";
    private static final String UNTIL = "until";
    private static final String ANSWER = "answer";
    private static final String KIND = "kind";
    private static final String CREATED = "created";

    private final StoreCalls calls;
    private final ServerClock clock;

    Claims(StoreCalls calls, ServerClock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    static BsonDocument expiryKey() {
        return new BsonDocument(CREATED, new BsonInt32(1));
    }

    static IndexOptions expiry() {
        return new IndexOptions().expireAfter(KEPT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The time by which claims end. */
    Instant now() {
        return clock.now();
    }

    /** When a request with that deadline is done, its answer noted, or when whoever worked on it is gone. */
    Instant end(Deadline deadline) {
        return clock.at(deadline.commit()).plus(calls.longest());
    }

    /** Whether the key was nobody's and is now the claim's. */
    boolean make(Claim claim, Deadline deadline) {
        return happened(calls.write(
                deadline,
                () -> {
                    calls.collection(COLLECTION, deadline)
                            .withDocumentClass(BsonDocument.class)
                            .insertOne(form(claim));
                    return true;
                },
                taken -> {}));
    }

    Optional<Claim> find(IdempotencyKey key, Deadline deadline) {
        return calls.read(
                deadline,
                () -> Optional.ofNullable(calls.collection(COLLECTION, deadline)
                                .find(new BsonDocument(KEY, new BsonString(key.text())))
                                .first())
                        .map(Claims::claim));
    }

    /** Whether the next claim took the place of the one that was seen, which nobody changed meanwhile. */
    boolean replace(Claim seen, Claim next, Deadline deadline) {
        return happened(calls.write(
                deadline,
                () -> calls.collection(COLLECTION, deadline)
                                .updateOne(filter(seen), new BsonDocument("$set", changing(next)))
                                .getMatchedCount()
                        == 1,
                taken -> {}));
    }

    /** Frees the key, unless somebody changed the claim meanwhile. */
    void free(Claim seen, Deadline deadline) {
        calls.write(
                deadline,
                () -> calls.collection(COLLECTION, deadline)
                                .deleteOne(filter(seen))
                                .getDeletedCount()
                        == 1,
                taken -> {});
    }

    private static boolean happened(Outcome outcome) {
        return switch (outcome) {
            case STORED -> true;
            case LOST -> false;
            case UNKNOWN -> throw new StoreUnavailable();
        };
    }

    private static BsonDocument filter(Claim seen) {
        return new BsonDocument(KEY, new BsonString(seen.key().text()))
                .append(REVISION, new BsonInt64(seen.revision().number()));
    }

    private BsonDocument form(Claim claim) {
        var form = new BsonDocument(KEY, new BsonString(claim.key().text()))
                .append(REQUEST, new BsonString(claim.request().text()))
                .append(OPERATION, new BsonString(claim.operation().text()))
                .append(CREATED, date(clock.now()));
        form.putAll(changing(claim));
        return form;
    }

    private static BsonDocument changing(Claim claim) {
        var form =
                new BsonDocument(REVISION, new BsonInt64(claim.revision().number())).append(UNTIL, date(claim.until()));
        claim.answer().ifPresent(applied -> form.append(ANSWER, answer(applied)));
        return form;
    }

    private static BsonDocument answer(Applied applied) {
        return new BsonDocument(REVISION, new BsonInt64(applied.revision().number()))
                .append(KIND, new BsonString(applied.kind().name()));
    }

    private static Claim claim(RawBsonDocument stored) {
        var operation = new OperationId(stored.getString(OPERATION).getValue());
        return new Claim(
                new IdempotencyKey(stored.getString(KEY).getValue()),
                revision(stored),
                new Fingerprint(stored.getString(REQUEST).getValue()),
                operation,
                Instant.ofEpochMilli(stored.getDateTime(UNTIL).getValue()),
                Optional.ofNullable(stored.get(ANSWER)).map(answer -> applied(operation, answer.asDocument())));
    }

    private static Applied applied(OperationId operation, BsonDocument answer) {
        return new Applied(
                operation,
                revision(answer),
                Applied.Kind.valueOf(answer.getString(KIND).getValue()));
    }

    private static Revision revision(BsonDocument stored) {
        return new Revision(stored.getInt64(REVISION).getValue());
    }

    private static BsonDateTime date(Instant instant) {
        return new BsonDateTime(instant.toEpochMilli());
    }
}
