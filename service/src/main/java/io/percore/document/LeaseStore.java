package io.percore.document;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** The regime lease in MongoDB, in a collection of its own; each call may throw what the driver throws, soon. */
public final class LeaseStore {
    /** No declared collection can have this name, for the underscore. */
    static final String COLLECTION = "regime_lease";

    private static final String ID = "_id";
    private static final String NAME = "cache";
    private static final String REGIME = "regime";
    private static final String GENERATION = "generation";
    private static final String SEQ = "seq";

    /** Next to a whole lease: a store that is slow is better asked than left to the readers of a cache that nobody believes. */
    private static final Duration LONGEST = RegimeLease.LENGTH.multipliedBy(9).dividedBy(10);

    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<BsonDocument> leases;

    LeaseStore(MongoDatabase database) {
        this.leases = database.getCollection(COLLECTION, BsonDocument.class)
                .withTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The lease as it stands, made where there was none. */
    Lease read() {
        return Optional.ofNullable(leases.find(filter()).first())
                .map(LeaseStore::lease)
                .orElseGet(this::first);
    }

    private Lease first() {
        try {
            leases.insertOne(form(Lease.FIRST));
            return Lease.FIRST;
        } catch (MongoException fault) {
            if (StoreFault.of(fault) != StoreFault.DUPLICATE) {
                throw fault;
            }
            return read();
        }
    }

    /**
     * The lease renewed, unless the regime is another by now.
     *
     * <p>Not compared with a seq, for workers that renew at once must not keep each other from it: a regime never comes back under
     * the same generation, so this is renewed in the lease that the caller knows, or not at all.
     */
    Optional<Lease> renew(Lease seen) {
        var filter = filter().append(REGIME, new BsonString(seen.regime().name()))
                .append(GENERATION, new BsonInt64(seen.generation()));
        var update = new BsonDocument("$inc", new BsonDocument(SEQ, new BsonInt64(1)));
        return Optional.ofNullable(leases.findOneAndUpdate(filter, update, AFTER))
                .map(LeaseStore::lease);
    }

    /** Whether the next lease took the place of the one that was seen, which nobody changed meanwhile. */
    boolean change(Lease seen, Lease next) {
        var filter = filter().append(SEQ, new BsonInt64(seen.seq()));
        return leases.updateOne(filter, new BsonDocument("$set", content(next))).getMatchedCount() == 1;
    }

    private static BsonDocument filter() {
        return new BsonDocument(ID, new BsonString(NAME));
    }

    private static BsonDocument form(Lease lease) {
        var form = filter();
        form.putAll(content(lease));
        return form;
    }

    private static BsonDocument content(Lease lease) {
        return new BsonDocument(REGIME, new BsonString(lease.regime().name()))
                .append(GENERATION, new BsonInt64(lease.generation()))
                .append(SEQ, new BsonInt64(lease.seq()));
    }

    private static Lease lease(BsonDocument stored) {
        return new Lease(
                Regime.valueOf(stored.getString(REGIME).getValue()),
                stored.getInt64(GENERATION).getValue(),
                stored.getInt64(SEQ).getValue());
    }
}
