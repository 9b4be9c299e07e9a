package io.percore.document;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.UUID;

/** A database that nobody else uses, on the MongoDB of the bundle; closing drops it. */
final class ContractDatabase implements AutoCloseable {

    private final String name = "percore-contract-" + UUID.randomUUID();
    private final MongoClient client = MongoClients.create(uri());

    static String uri() {
        return System.getProperty("percore.test.mongodb");
    }

    String name() {
        return name;
    }

    MongoDatabase mongodb() {
        return client.getDatabase(name);
    }

    @Override
    public void close() {
        mongodb().drop();
        client.close();
    }
}
