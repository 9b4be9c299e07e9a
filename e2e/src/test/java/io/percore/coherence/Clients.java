package io.percore.coherence;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.coherence.Operation.Meaning;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Clients that ask for a few keys at random, half of them through the edge and half through the workers, and record it all. */
final class Clients implements AutoCloseable {

    // One request in so many is for a cold key, of which no write takes away soon what the cache has.
    private static final int NOW_AND_THEN = 5;
    private static final int AT_THE_EDGE = 4;
    private static final int AT_THE_WORKERS = 4;
    private static final int PHASE = 300;
    // So that a door that is shut does not fill the history with nothing.
    private static final Duration AFTER_NOTHING = Duration.ofMillis(50);

    private final String name = "coherence-" + UUID.randomUUID();
    private final List<Key> hot;
    private final List<Key> cold;
    private final AtomicInteger answered = new AtomicInteger();
    private final Collection<Operation> history = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    private Clients(Bundle bundle, int hot, int cold) {
        this.hot = keys(hot);
        this.cold = keys(cold);
        var edge = new Door("edge", bundle.api());
        var workers = bundle.workers().stream()
                .map(port -> new Door("worker " + port, bundle.worker(port)))
                .toList();
        IntStream.range(0, AT_THE_EDGE).forEach(_ -> clients.execute(() -> ask(List.of(edge))));
        IntStream.range(0, AT_THE_WORKERS).forEach(_ -> clients.execute(() -> ask(workers)));
    }

    private List<Key> keys(int count) {
        return IntStream.range(0, count).mapToObj(_ -> new Key(name)).toList();
    }

    /** Starts them on documents that nobody has used yet: so many that all ask for, and so many that are asked for now and then. */
    static Clients start(Bundle bundle, int hot, int cold) {
        return new Clients(bundle, hot, cold);
    }

    private void ask(List<Door> doors) {
        while (!stopped) {
            var key = anyKey();
            var operation = any(doors).send(key.request());
            history.add(operation);
            key.learn(operation);
            if (operation.meaning() == Meaning.UNKNOWN) {
                LockSupport.parkNanos(AFTER_NOTHING.toNanos());
            } else {
                answered.incrementAndGet();
            }
        }
    }

    private Key anyKey() {
        return any(cold.isEmpty() || ThreadLocalRandom.current().nextInt(NOW_AND_THEN) > 0 ? hot : cold);
    }

    private static <T> T any(List<T> all) {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    int answered() {
        return answered.get();
    }

    /**
     * Goes on through a trouble: some requests before it, some in it, and some when the cache is used again.
     *
     * @return whether the cache was begun anew, where the trouble demands it
     */
    boolean pass(Trouble trouble, Site site) {
        awaitMore(PHASE);
        var right = trouble.during(site, () -> awaitMore(PHASE));
        site.awaitCached();
        awaitMore(PHASE);
        return right;
    }

    /** Returns once so many more requests were answered in a way that tells something. */
    private void awaitMore(int requests) {
        var before = answered.get();
        Await.until(
                requests + " more requests are answered",
                Duration.ofSeconds(30 + requests / 10),
                () -> answered.get() - before,
                more -> more >= requests);
    }

    /** What was recorded, when every client has its last answer: without what is under way, a read may show what nobody sent. */
    List<Operation> stop() {
        close();
        return List.copyOf(history);
    }

    /** How many answers there were of each kind. */
    static Map<String, Long> counts(Collection<Operation> history) {
        return history.stream()
                .flatMap(operation -> Stream.of(
                        operation.asked().method() + " " + operation.told().status(),
                        "through " + operation.through().replaceFirst(" and worker \\d+", "")))
                .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
    }

    @Override
    public void close() {
        stopped = true;
        clients.close();
    }
}
