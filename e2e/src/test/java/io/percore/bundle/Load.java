package io.percore.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Clients of the edge that read and write documents at a constant rate, whatever becomes of the answers, and keep a ledger.
 *
 * <p>Every request is one that must succeed, so whatever else comes back is a failure; nothing is ever sent twice.
 */
public final class Load implements AutoCloseable {

    private static final int REQUESTS_A_SECOND = Integer.getInteger("percore.rate", 40);
    private static final Duration GROWTH = Duration.ofSeconds(5);
    private static final int SHOWN = 10;

    private final Bundle bundle;
    private final Tolerance tolerance;
    private final int requestsASecond;
    private final String name;
    private final Connections connections;
    private final LoadRecord record = new LoadRecord();
    private final Ledger ledger;
    private final LoadClient client;
    private final Instant begin = Instant.now();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread schedule = Thread.ofPlatform().name("load").unstarted(this::run);
    private volatile boolean stopped;

    private Load(Bundle bundle, Tolerance tolerance) {
        this(bundle, tolerance, bundle.edge(), REQUESTS_A_SECOND, LoadClient.HALF);
    }

    private Load(Bundle bundle, Tolerance tolerance, URI edge, int requestsASecond, int percentOfReads) {
        this.bundle = bundle;
        this.tolerance = tolerance;
        this.requestsASecond = requestsASecond;
        this.name = "load-" + UUID.randomUUID().toString().substring(0, 8);
        this.connections = new Connections(edge);
        this.ledger = new Ledger(name);
        this.client = new LoadClient(name, connections, ledger, record, tolerance, percentOfReads);
    }

    /** Starts the load and returns when it runs; requests that are answered with a tolerated status are counted, and no failures. */
    public static Load start(Bundle bundle, Integer... tolerated) {
        return new Load(bundle, Tolerance.ofStatuses(tolerated)).started();
    }

    /** Starts a load of that rate and returns when it runs; past the engine's proxy, which costs more than the edge. */
    public static Load atRate(Bundle bundle, int requestsASecond, int percentOfReads) {
        return new Load(bundle, Tolerance.ofStatuses(), bundle.directEdge(), requestsASecond, percentOfReads).started();
    }

    /**
     * Starts the load and returns when it runs; nginx may be reloaded meanwhile.
     *
     * <p>Then it closes idle connections, also one on which a request has just been sent: that is no failure if nginx
     * did not begin to read it.
     */
    public static Load acrossReloads(Bundle bundle) {
        return new Load(bundle, Tolerance.ofReloads()).started();
    }

    /**
     * Starts the load and returns when it runs; MongoDB may be away meanwhile.
     *
     * <p>Then requests may be refused with 503, and reads that say so be stale. What does not say so must be as current as ever.
     */
    public static Load acrossOutages(Bundle bundle) {
        return new Load(bundle, Tolerance.ofOutages()).started();
    }

    /**
     * Starts the load and returns when it runs; all workers may be dead meanwhile.
     *
     * <p>Then requests may be refused with 502; a write that was may have been stored.
     */
    public static Load acrossDeaths(Bundle bundle) {
        return new Load(bundle, Tolerance.ofDeaths()).started();
    }

    private Load started() {
        schedule.start();
        awaitMore(3 * requestsASecond);
        return this;
    }

    private void run() {
        var begun = System.nanoTime();
        var next = begun;
        while (!stopped) {
            requests.execute(client::sendOne);
            record.late(System.nanoTime() - next);
            next += between(next - begun);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    // It grows to its rate, so that hosts which have just booted fill their pools and compile their code first.
    private long between(long since) {
        var grown = Math.clamp(since / (double) GROWTH.toNanos(), 0.1, 1);
        return (long) (Duration.ofSeconds(1).toNanos() / (requestsASecond * grown));
    }

    /** Returns when so many more requests have been answered as they must be. */
    public void awaitMore(int answers) {
        var before = record.succeeded();
        Await.until(
                answers + " more requests are answered",
                Duration.ofSeconds(30 + 4 * answers / requestsASecond),
                () -> record.succeeded() - before,
                more -> more >= answers);
    }

    /** Returns when so many more requests were answered in that way. */
    public void awaitMore(LoadTimes.Kind kind, int answers) {
        var before = record.times().count(kind);
        Await.until(
                answers + " more answers are " + kind,
                Duration.ofSeconds(30 + 4 * answers / requestsASecond),
                () -> record.times().count(kind) - before,
                more -> more >= answers);
    }

    /** How long its requests took. */
    public LoadTimes times() {
        return record.times();
    }

    /** How much this machine alone may have added to the time of a request: so late was one sent. */
    public Duration latest() {
        return record.latest();
    }

    /** How many requests were answered with a tolerated status. */
    public int tolerated() {
        return record.tolerated();
    }

    /** The most requests on one connection that took longer than three seconds. */
    public long slowOnOneConnection() {
        return connections.slowOnOne();
    }

    /** Returns when every request has its answer; then none may have failed, and what is stored must be what was acknowledged. */
    public void stopAndCompare() {
        stop();
        Progress.say(this.toString());
        var failures = failures();
        if (!failures.isEmpty()) {
            throw new AssertionError(this + "\n" + told(failures));
        }
        var worker = bundle.workers().getFirst();
        bundle.awaitReady(worker);
        var differences = ledger.differences(bundle.worker(worker));
        if (!differences.isEmpty()) {
            throw new AssertionError("%s%n%d differences, such as:%n%s"
                    .formatted(
                            this,
                            differences.size(),
                            differences.stream().limit(SHOWN).collect(Collectors.joining("\n"))));
        }
        Progress.say("the store holds what was acknowledged of " + ledger.size() + " documents, and nothing else");
    }

    private List<LoadRecord.Failure> failures() {
        if (!record.closed().isEmpty()) {
            awaitEdgeLog();
        }
        var closed = record.closed().stream()
                .filter(failure ->
                        !tolerance.reloads() || !bundle.edgeLog(failure.name()).isEmpty());
        return Stream.concat(record.failures().stream(), closed).toList();
    }

    private void awaitEdgeLog() {
        Await.until(
                "the edge has written its log",
                Duration.ofSeconds(10),
                () -> bundle.edgeLog(client.nameOf(record.sent())),
                line -> !line.isEmpty());
    }

    private String told(List<LoadRecord.Failure> failures) {
        try {
            awaitEdgeLog();
        } catch (AssertionError none) {
            // As where its disk is full: what failed is told all the same.
            Progress.say(none.getMessage());
        }
        return failures.stream()
                .limit(SHOWN)
                .map(failure -> failure.at() + " " + failure.what() + "\n  " + bundle.edgeLog(failure.name()))
                .collect(Collectors.joining("\n"));
    }

    private void stop() {
        stopped = true;
        try {
            schedule.join();
            requests.close();
            connections.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public String toString() {
        return ("%d requests in %d s over %d connections: %d failed, %d on a connection that was just closed,"
                        + " %d tolerated, at most %d slow on one connection, one sent %d ms late; %s")
                .formatted(
                        record.sent(),
                        Duration.between(begin, Instant.now()).toSeconds(),
                        connections.opened(),
                        record.failures().size(),
                        record.closed().size(),
                        record.tolerated(),
                        connections.slowOnOne(),
                        record.latest().toMillis(),
                        record.times());
    }
}
