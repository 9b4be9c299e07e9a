package io.percore.document;

import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once what the store is and supports, when it can be reached, and warns of each promise that is weaker there. */
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
            var kind = StoreKind.of(client);
            LOG.info(
                    "the document store is {}; change streams: {}; transactions: {}",
                    kind.name(),
                    supports(this::watch),
                    supports(this::transact));
            kind.warnings().forEach(warning -> LOG.warn("the document store: {}", warning));
            return true;
        } catch (MongoException down) {
            return false;
        }
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
