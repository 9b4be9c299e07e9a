package io.percore.document;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import io.percore.catalogue.Catalogue;
import io.percore.catalogue.Index;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the declared indexes in the background, and tries again each minute those that could not be made. */
public final class StoreIndexes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreIndexes.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** While the store is down there is nothing to read in the answers. */
    private static final Duration PAUSE_UNREACHABLE = Duration.ofSeconds(1);

    private static final Duration LONGEST_BUILD = Duration.ofHours(1);
    private static final Duration DELETED_KEPT = Duration.ofDays(7);

    private static final int INTERNAL_ERROR = 1;
    private static final int OTHER_OPTIONS = 85;
    private static final int OTHER_KEY = 86;
    private static final int DUPLICATE = 11_000;

    private final MongoDatabase database;
    private final Catalogue catalogue;
    private final Map<String, String> missing = new ConcurrentSkipListMap<>();
    private final CountDownLatch made = new CountDownLatch(1);
    private final Thread maker = Thread.ofVirtual().name("store-indexes").unstarted(this::makeAll);
    private volatile boolean unreachable;

    StoreIndexes(MongoDatabase database, Catalogue catalogue) {
        this.database = database.withTimeout(LONGEST_BUILD.toMillis(), TimeUnit.MILLISECONDS);
        this.catalogue = catalogue;
    }

    void start() {
        maker.start();
    }

    /** Waits until all are there; whether they are after that time. */
    public boolean await(Duration limit) throws InterruptedException {
        return made.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Which indexes are missing and why, in words. */
    public String state() {
        if (made.getCount() == 0) {
            return "complete";
        }
        return missing.isEmpty() ? "being made" : "missing: " + String.join("; ", missing.values());
    }

    @Override
    public void close() {
        maker.interrupt();
    }

    private void makeAll() {
        try {
            for (make(); !missing.isEmpty(); make()) {
                Thread.sleep(unreachable ? PAUSE_UNREACHABLE : PAUSE);
            }
            made.countDown();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void make() {
        unreachable = false;
        for (var collection : catalogue.collections().values()) {
            make(collection.name(), "percore-deleted", EnvelopeForm.deletedKey(), expiry());
            collection.indexes().forEach(index -> make(collection.name(), index.name(), key(index), options(index)));
        }
        make(Claims.COLLECTION, "percore-expiry", Claims.expiryKey(), Claims.expiry());
    }

    private void make(String collection, String name, BsonDocument key, IndexOptions options) {
        var index = "index " + name + " of " + collection;
        if (unreachable) {
            return;
        }
        try {
            database.getCollection(collection).createIndex(key, options.name(name));
            missing.remove(index);
        } catch (MongoCommandException refused) {
            missing.put(index, index + ": " + remedy(refused));
            LOG.error("{} cannot be made: {} ({})", index, remedy(refused), refused.getErrorMessage());
        } catch (MongoException down) {
            unreachable = true;
            missing.put(index, index + ": the store does not answer");
        }
    }

    private static String remedy(MongoCommandException refused) {
        return switch (refused.getErrorCode()) {
            case OTHER_OPTIONS, OTHER_KEY -> "one of this name or these fields was declared otherwise; drop that one";
            // DocumentDB has no code of its own for equal values.
            case DUPLICATE, INTERNAL_ERROR ->
                "if it is unique, documents with equal values stand against it; change them";
            default -> "the store refuses it with code " + refused.getErrorCode();
        };
    }

    /** Partial, since few documents are deleted ones. */
    private static IndexOptions expiry() {
        return new IndexOptions()
                .expireAfter(DELETED_KEPT.toSeconds(), TimeUnit.SECONDS)
                .partialFilterExpression(EnvelopeForm.deleted());
    }

    private static BsonDocument key(Index index) {
        var key = new BsonDocument();
        index.fields()
                .forEach(field ->
                        key.append(EnvelopeForm.bodyField(field.path()), new BsonInt32(field.descending() ? -1 : 1)));
        return key;
    }

    /** Partial, so that neither deleted documents nor those without the fields count as equal. */
    private static IndexOptions options(Index index) {
        var present = new BsonDocument();
        index.fields()
                .forEach(field -> present.append(
                        EnvelopeForm.bodyField(field.path()), new BsonDocument("$exists", BsonBoolean.TRUE)));
        return new IndexOptions().unique(index.unique()).partialFilterExpression(present);
    }
}
