package io.percore.document;

import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out by trying what the store is and supports, and logs it in one line once it can be reached. */
final class StoreProbe {
    private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final MongoClient client;
    private final MongoDatabase database;

    StoreProbe(MongoClient client, MongoDatabase database) {
        this.client = client;
        this.database = database;
    }

    /** Waits for the store as long as it takes, or until this thread is interrupted. */
    void report() throws InterruptedException {
        while (!reported()) {
            Thread.sleep(PAUSE);
        }
    }

    private boolean reported() {
        try {
            LOG.info(
                    "the document store is {}; change streams: {}; transactions: {}",
                    name(),
                    supports(this::watch),
                    supports(this::transact));
            return true;
        } catch (MongoException down) {
            return false;
        }
    }

    private String name() {
        var build = database.runCommand(new BsonDocument("buildInfo", new BsonInt32(1)));
        var version = "MongoDB " + build.getString("version");
        return build.get("ferretdb") instanceof Document ferretdb
                ? "FerretDB " + ferretdb.getString("version") + ", which speaks as " + version
                : version;
    }

    private static String supports(Runnable feature) {
        try {
            feature.run();
            return "yes";
        } catch (MongoTimeoutException down) {
            throw down;
        } catch (MongoCommandException | MongoClientException refused) {
            return "no";
        }
    }

    private void watch() {
        database.watch().cursor().close();
    }

    private void transact() {
        try (var session = client.startSession()) {
            session.startTransaction();
            database.getCollection("percore-probe").find(session).first();
            session.commitTransaction();
        }
    }
}
