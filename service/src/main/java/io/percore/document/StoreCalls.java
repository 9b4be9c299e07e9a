package io.percore.document;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.percore.refusal.StateRefusal;
import io.percore.refusal.StateRefusal.Overloaded;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bson.RawBsonDocument;

/** How the store is called: bounded in number and time, and not at all for a while when it does not answer. */
final class StoreCalls implements AutoCloseable {
    private static final int LEAST_PATIENCE_MILLIS = 20;

    private final MongoDatabase database;
    private final long longestMillis;
    private final Turns turns;
    private final Breaker breaker = new Breaker(this::probe);
    private final StoreFigures figures;

    /** As many calls at once as there are connections, none of them longer than {@code longest}. */
    StoreCalls(MongoDatabase database, int connections, Duration longest, PrometheusRegistry metrics) {
        this.database = database;
        this.longestMillis = longest.toMillis();
        this.turns = new Turns(connections);
        this.figures = StoreFigures.in(metrics, this::fail);
    }

    /** The longest that one call may take. */
    Duration longest() {
        return Duration.ofMillis(longestMillis);
    }

    /** Whether the last calls all failed. */
    boolean fail() {
        return breaker.isOpen();
    }

    // A read of something, since what stands before a database may answer pings while that is down.
    private void probe() {
        collection(LeaseStore.COLLECTION).find().first();
    }

    MongoCollection<RawBsonDocument> collection(String name) {
        return collection(name, longestMillis);
    }

    /** A collection for a call that must be over by the deadline; a refusal when it is too late for one. */
    MongoCollection<RawBsonDocument> collection(String name, Deadline deadline) {
        var left = deadline.millisLeft();
        // Sent all the same, it would only look like a store that does not answer.
        if (left < LEAST_PATIENCE_MILLIS) {
            throw new Overloaded();
        }
        return collection(name, Math.min(left, longestMillis));
    }

    private MongoCollection<RawBsonDocument> collection(String name, long millis) {
        return database.getCollection(name, RawBsonDocument.class).withTimeout(millis, TimeUnit.MILLISECONDS);
    }

    /** What the call reads. */
    <T> T read(Supplier<T> call) {
        return read(Turns.LONGEST_WAIT, call);
    }

    /** As {@link #read(Supplier)}, for something that must be over by the deadline. */
    <T> T read(Deadline deadline, Supplier<T> call) {
        return read(wait(deadline), call);
    }

    private <T> T read(Duration longestWait, Supplier<T> call) {
        return inTurn("read", longestWait, () -> {
            try {
                return answered(call.get());
            } catch (MongoException fault) {
                throw refusal(fault);
            }
        });
    }

    /** What became of a call that says whether it stored something; duplicates of something unique are told first. */
    Outcome write(Deadline deadline, BooleanSupplier call, Consumer<DuplicateKey> duplicates) {
        return inTurn("write", wait(deadline), () -> {
            try {
                return answered(call.getAsBoolean()) ? Outcome.STORED : Outcome.LOST;
            } catch (MongoException fault) {
                return outcome(fault, duplicates);
            }
        });
    }

    private static Duration wait(Deadline deadline) {
        var left = Duration.ofMillis(deadline.millisLeft());
        return left.compareTo(Turns.LONGEST_WAIT) < 0 ? left : Turns.LONGEST_WAIT;
    }

    private <T> T inTurn(String kind, Duration longestWait, Supplier<T> call) {
        // Looked at before as well: a store that is down is known at once, while a turn may be long in coming.
        breaker.pass();
        return turns.take(longestWait, () -> true, () -> {
                    breaker.pass();
                    figures.calls().labelValues(kind).inc();
                    return call.get();
                })
                .orElseThrow(this::noTurn);
    }

    /** Those whose turns were taken all the while may have been waiting for a store that is down. */
    private StateRefusal noTurn() {
        return breaker.isOpen() ? new StoreUnavailable() : overloaded();
    }

    private Overloaded overloaded() {
        figures.overloads().inc();
        return new Overloaded();
    }

    private <T> T answered(T result) {
        breaker.succeeded();
        return result;
    }

    private Outcome outcome(MongoException fault, Consumer<DuplicateKey> duplicates) {
        return switch (StoreFault.of(fault)) {
            case DUPLICATE -> {
                breaker.succeeded();
                duplicates.accept(DuplicateKey.in(fault));
                yield Outcome.LOST;
            }
            case DECLINED, TRANSIENT -> answered(Outcome.LOST);
            case UNKNOWN -> {
                breaker.failed(fault);
                yield Outcome.UNKNOWN;
            }
            case OVERLOADED, UNREACHABLE, OURS -> throw refusal(fault);
        };
    }

    private RuntimeException refusal(MongoException fault) {
        return switch (StoreFault.of(fault)) {
            case OURS -> fault;
            case OVERLOADED -> overloaded();
            case DUPLICATE, DECLINED, TRANSIENT, UNREACHABLE, UNKNOWN -> {
                breaker.failed(fault);
                yield new StoreUnavailable();
            }
        };
    }

    @Override
    public void close() {
        breaker.close();
    }
}
