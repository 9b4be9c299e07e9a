package io.percore.document;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerMonitoringMode;
import io.percore.Settings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The connection to MongoDB: bounded in every direction, and safe before it is fast. */
final class StoreClient {
    private static final int LEAST_CONNECTIONS = 2;

    private StoreClient() {}

    static MongoClient open(Settings.Mongodb settings, ServerClock clock, StoreTopology topology, StorePool pool) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(StoreAddress.read(settings.uri()))
                .applicationName("percore")
                .timeout(millis(settings.operationTimeout()), TimeUnit.MILLISECONDS)
                // Our own tries carry the operation id, also where the server has no retryable writes.
                .retryWrites(false)
                .retryReads(true)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                .readPreference(ReadPreference.primary())
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(
                                millis(settings.serverSelectionTimeout()), TimeUnit.MILLISECONDS)
                        .addClusterListener(topology))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(millis(settings.connectTimeout()), TimeUnit.MILLISECONDS))
                .applyToServerSettings(server -> server
                        // A heartbeat that waits for news would tell the server's time late.
                        .serverMonitoringMode(ServerMonitoringMode.POLL)
                        .heartbeatFrequency(2, TimeUnit.SECONDS)
                        .minHeartbeatFrequency(200, TimeUnit.MILLISECONDS)
                        .addServerMonitorListener(clock))
                .applyToConnectionPoolSettings(connections -> connections
                        .maxSize(mostConnections(settings))
                        .minSize(Math.min(LEAST_CONNECTIONS, settings.poolSize()))
                        .maxConnecting(settings.poolSize())
                        .addConnectionPoolListener(pool))
                .build());
    }

    /** One for the regime lease and one for the breaker, which must not wait behind requests. */
    static int mostConnections(Settings.Mongodb settings) {
        return settings.poolSize() + 2;
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }
}
