package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.Secret;
import io.percore.Settings;
import io.percore.catalogue.Catalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Stores over one database of their own; closing drops it. */
final class ContractStore implements AutoCloseable {

    static final Catalogue CATALOGUE = Catalogue.read(Path.of("../ansible/files/catalogue/catalogue.yaml"));

    private final ContractDatabase database = new ContractDatabase();
    private final DocumentStore store = open(ContractDatabase.uri(), 8);

    /** The one that is open as long as this is. */
    DocumentStore store() {
        return store;
    }

    /** One more on the same database, for the caller to close. */
    DocumentStore open(String uri, int connections) {
        var settings = new Settings.Mongodb(
                new Secret(uri),
                database.name(),
                connections,
                Duration.ofMillis(1500),
                Duration.ofMillis(500),
                Duration.ofMillis(500));
        return new DocumentStore(settings, CATALOGUE, Clock.systemUTC(), new PrometheusRegistry());
    }

    void awaitIndexes() throws InterruptedException {
        assertThat(store.indexes().await(Duration.ofSeconds(30)))
                .as(store.indexes().state())
                .isTrue();
    }

    static Deadline inTime() {
        return new Deadline(Instant.now(), Duration.ofSeconds(5), System::nanoTime);
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }
}
