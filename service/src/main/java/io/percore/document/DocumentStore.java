package io.percore.document;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import io.percore.Settings;
import io.percore.catalogue.Catalogue;
import io.percore.query.Page;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.bson.RawBsonDocument;

/** The documents in MongoDB: each call is one bounded operation, or a few of a page, and is refused quickly when it is down. */
public final class DocumentStore implements AutoCloseable {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final Catalogue catalogue;
    private final ServerClock serverClock;
    private final StoreTopology topology = new StoreTopology();
    private final MongoClient client;
    private final MongoDatabase database;
    private final StoreCalls calls;
    private final StoreIndexes indexes;
    private final Thread probe;

    /** Connects and makes the indexes in the background: a store that is down is no reason not to start. */
    public DocumentStore(Settings.Mongodb settings, Catalogue catalogue, Clock clock, PrometheusRegistry metrics) {
        this.catalogue = catalogue;
        this.serverClock = new ServerClock(clock);
        this.client = StoreClient.open(
                settings, serverClock, topology, new StorePool(StoreClient.mostConnections(settings), metrics));
        this.database = client.getDatabase(settings.database());
        this.calls = new StoreCalls(database, settings.poolSize(), settings.operationTimeout(), metrics);
        this.indexes = new StoreIndexes(database, catalogue);
        this.probe = Thread.ofVirtual().name("store-probe").unstarted(this::probe);
        indexes.start();
        probe.start();
    }

    /** The indexes, made in the background. */
    public StoreIndexes indexes() {
        return indexes;
    }

    /** Whose the Idempotency-Keys are. */
    Claims claims() {
        return new Claims(calls, serverClock);
    }

    /** The regime lease, which every worker of this database keeps up. */
    public LeaseStore leases() {
        return new LeaseStore(database);
    }

    /** Whether no server takes writes, or the last calls all failed. */
    boolean isAway() {
        return !topology.isWritable() || calls.fail();
    }

    /** Whether the store answers, in words. */
    public String state() {
        if (!topology.isWritable()) {
            return "unavailable: no server is reached that takes writes";
        }
        return calls.fail() ? "unavailable: does not answer" : "available";
    }

    @Override
    public void close() {
        probe.interrupt();
        indexes.close();
        calls.close();
        client.close();
    }

    private void probe() {
        try {
            new StoreProbe(client, database).report();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** The document as clients read it, if it is there. */
    Optional<Document> read(Address at) {
        return calls.read(() -> Optional.ofNullable(calls.collection(at.collection())
                        .find(EnvelopeForm.filter(at.id()))
                        .projection(EnvelopeForm.document())
                        .first())
                .flatMap(EnvelopeForm::document));
    }

    /** What is stored under the address, with its body where that is needed. */
    Optional<Envelope> envelope(Address at, boolean withBody, Deadline deadline) {
        return calls.read(
                deadline,
                () -> Optional.ofNullable(calls.collection(at.collection(), deadline)
                                .find(EnvelopeForm.filter(at.id()))
                                .projection(withBody ? null : EnvelopeForm.withoutBody())
                                .first())
                        .map(EnvelopeForm::envelope));
    }

    /** Hands out the documents of a page in the order of their ids, as long as the taker wants more. */
    void page(Page page, BiPredicate<String, Document> taker) {
        calls.read(() -> {
            try (var cursor = calls.collection(page.collection())
                    .find(EnvelopeForm.liveAfter(page.after()))
                    .projection(EnvelopeForm.document())
                    .sort(EnvelopeForm.byId())
                    .limit(page.limit())
                    .batchSize(page.limit())
                    .cursor()) {
                var more = true;
                while (more && cursor.hasNext()) {
                    more = taken(cursor.next(), taker);
                }
                return more;
            }
        });
    }

    private static boolean taken(RawBsonDocument stored, BiPredicate<String, Document> taker) {
        return EnvelopeForm.document(stored)
                .map(document -> taker.test(EnvelopeForm.id(stored), document))
                .orElse(true);
    }

    /** Stores what was decided on what was seen, in one operation that changes nothing when that is no longer so. */
    Outcome store(Address at, Optional<Envelope> seen, Decision.Store next, Deadline deadline) {
        return calls.write(
                deadline,
                () -> {
                    var collection = calls.collection(at.collection(), deadline);
                    return seen.isPresent()
                            ? replace(collection, at, seen.get(), next, deadline)
                            : insert(collection, at, next, deadline);
                },
                duplicate -> duplicate.refuse(catalogue.collections().get(at.collection())));
    }

    private boolean replace(
            MongoCollection<RawBsonDocument> collection,
            Address at,
            Envelope seen,
            Decision.Store next,
            Deadline deadline) {
        var filter = EnvelopeForm.compare(at.id(), seen, serverClock.at(deadline.commit()));
        var update = EnvelopeForm.set(seen.live(), next, serverClock.now());
        return collection.updateOne(filter, update).getMatchedCount() == 1;
    }

    /**
     * Whether a write got through on the document, on a majority, behind which no write appears that was decided on what was seen
     * before; it changes nothing that clients see.
     */
    boolean fence(Address at) {
        var outcome = fenced(at);
        // A creation took the id meanwhile.
        return (outcome == Outcome.LOST ? fenced(at) : outcome) == Outcome.STORED;
    }

    private Outcome fenced(Address at) {
        var deadline = new Deadline(serverClock.now(), calls.longest(), System::nanoTime);
        return calls.write(
                deadline,
                () -> calls.collection(at.collection(), deadline)
                        .updateOne(EnvelopeForm.filter(at.id()), EnvelopeForm.fence(serverClock.now()), UPSERT)
                        .wasAcknowledged(),
                _ -> {});
    }

    private boolean insert(
            MongoCollection<RawBsonDocument> collection, Address at, Decision.Store next, Deadline deadline) {
        var envelope = EnvelopeForm.create(at.id(), next, serverClock.now(), serverClock.at(deadline.commit()));
        return collection
                        .updateOne(EnvelopeForm.filter(at.id()), envelope, UPSERT)
                        .getUpsertedId()
                != null;
    }
}
