package io.percore.document;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.percore.Settings;
import io.percore.catalogue.Catalogue;
import io.percore.query.Page;
import io.percore.refusal.StateRefusal.Overloaded;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/** The documents in MongoDB: each call is one bounded operation, or a few of a page, and is refused quickly when it is down. */
public final class DocumentStore implements AutoCloseable {
    private static final int LEAST_PATIENCE_MILLIS = 20;

    private final Catalogue catalogue;
    private final long operationMillis;
    private final Turns turns;
    private final Clock clock;
    private final ServerClock serverClock;
    private final StoreTopology topology = new StoreTopology();
    private final Breaker breaker = new Breaker(System::nanoTime);
    private final MongoClient client;
    private final MongoDatabase database;
    private final StoreIndexes indexes;
    private final Thread probe;

    /** Connects and makes the indexes in the background: a store that is down is no reason not to start. */
    public DocumentStore(Settings.Mongodb settings, Catalogue catalogue, Clock clock, PrometheusRegistry metrics) {
        this.catalogue = catalogue;
        this.operationMillis = settings.operationTimeout().toMillis();
        this.turns = new Turns(settings.poolSize());
        this.clock = clock;
        this.serverClock = new ServerClock(clock);
        this.client = StoreClient.open(settings, serverClock, topology, new StorePool(settings.poolSize(), metrics));
        this.database = client.getDatabase(settings.database());
        this.indexes = new StoreIndexes(database, catalogue);
        this.probe = Thread.ofVirtual().name("store-probe").unstarted(this::probe);
        indexes.start();
        probe.start();
    }

    /** The indexes, made in the background. */
    public StoreIndexes indexes() {
        return indexes;
    }

    /** Whether the store answers, in words. */
    public String state() {
        if (!topology.isWritable()) {
            return "unavailable: no server is reached that takes writes";
        }
        return breaker.isOpen() ? "unavailable: does not answer" : "available";
    }

    @Override
    public void close() {
        probe.interrupt();
        indexes.close();
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
        return reading(() -> Optional.ofNullable(collection(at.collection(), operationMillis)
                        .find(EnvelopeForm.filter(at.id()))
                        .projection(EnvelopeForm.document())
                        .first())
                .flatMap(EnvelopeForm::document));
    }

    /** What is stored under the address, with its body where that is needed. */
    Optional<Envelope> envelope(Address at, boolean withBody, Deadline deadline) {
        return reading(() -> Optional.ofNullable(collection(at.collection(), patience(deadline))
                        .find(EnvelopeForm.filter(at.id()))
                        .projection(withBody ? null : EnvelopeForm.withoutBody())
                        .first())
                .map(EnvelopeForm::envelope));
    }

    /** Hands out the documents of a page in the order of their ids, as long as the taker wants more. */
    void page(Page page, BiPredicate<String, Document> taker) {
        reading(() -> {
            try (var cursor = collection(page.collection(), operationMillis)
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
        return inTurn(() -> stored(at, seen, next, deadline));
    }

    private Outcome stored(Address at, Optional<Envelope> seen, Decision.Store next, Deadline deadline) {
        breaker.pass();
        try {
            var collection = collection(at.collection(), patience(deadline));
            var stored = seen.isPresent()
                    ? replace(collection, at, seen.get(), next, deadline)
                    : insert(collection, at, next);
            breaker.succeeded();
            return stored ? Outcome.STORED : Outcome.LOST;
        } catch (MongoException fault) {
            return outcome(at, fault);
        }
    }

    private boolean replace(
            MongoCollection<RawBsonDocument> collection,
            Address at,
            Envelope seen,
            Decision.Store next,
            Deadline deadline) {
        var operation = next.applied().operation();
        var filter = EnvelopeForm.compare(at.id(), seen.revision(), operation, serverClock.at(deadline.commit()));
        var update = EnvelopeForm.set(seen.live(), next, serverClock.at(clock.instant()));
        return collection.updateOne(filter, update).getMatchedCount() == 1;
    }

    /**
     * An insert knows no deadline, and needs none: it can only succeed while the id has never been used, so that nothing
     * older can be in the cache, and a retry of it meets the envelope with its operation in it.
     */
    private boolean insert(MongoCollection<RawBsonDocument> collection, Address at, Decision.Store next) {
        collection
                .withDocumentClass(BsonDocument.class)
                .insertOne(EnvelopeForm.fresh(at.id(), next, serverClock.at(clock.instant())));
        return true;
    }

    private Outcome outcome(Address at, MongoException fault) {
        return switch (StoreFault.of(fault)) {
            case DUPLICATE -> {
                breaker.succeeded();
                DuplicateKey.in(fault).refuse(catalogue.collections().get(at.collection()));
                yield Outcome.LOST;
            }
            case TRANSIENT -> {
                breaker.succeeded();
                yield Outcome.LOST;
            }
            case UNREACHABLE -> throw unavailable(fault);
            case UNKNOWN -> {
                breaker.failed(fault);
                yield Outcome.UNKNOWN;
            }
            case OURS -> throw fault;
        };
    }

    private <T> T inTurn(Supplier<T> operation) {
        return turns.take(() -> true, operation).orElseThrow(Overloaded::new);
    }

    private <T> T reading(Supplier<T> operation) {
        return inTurn(() -> read(operation));
    }

    private <T> T read(Supplier<T> operation) {
        breaker.pass();
        try {
            var result = operation.get();
            breaker.succeeded();
            return result;
        } catch (MongoException fault) {
            throw StoreFault.of(fault) == StoreFault.OURS ? fault : unavailable(fault);
        }
    }

    private StoreUnavailable unavailable(MongoException fault) {
        breaker.failed(fault);
        return new StoreUnavailable();
    }

    private long patience(Deadline deadline) {
        var left = deadline.millisLeft();
        // Sent all the same, it would only look like a store that does not answer.
        if (left < LEAST_PATIENCE_MILLIS) {
            throw new Overloaded();
        }
        return Math.min(left, operationMillis);
    }

    private MongoCollection<RawBsonDocument> collection(String name, long millis) {
        return database.getCollection(name, RawBsonDocument.class).withTimeout(millis, TimeUnit.MILLISECONDS);
    }
}
