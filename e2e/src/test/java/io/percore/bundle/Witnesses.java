package io.percore.bundle;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients of the edge that keep writing and reading a few documents, two writers and two readers each, and note every answer that
 * contradicts what was known before it was asked for.
 *
 * <p>Revisions give the order: whoever asks after an answer must be told that revision or a later one, and a writer a later one.
 */
public final class Witnesses implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int READERS = 2;
    private static final int WRITERS = 2;

    private static final class Document {
        private final String id = UUID.randomUUID().toString();
        private final AtomicLong known = new AtomicLong();
        private final ConcurrentHashMap<Long, Integer> written = new ConcurrentHashMap<>();

        private void learn(long revision) {
            known.accumulateAndGet(revision, Math::max);
        }
    }

    private final Api api;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicLong slowestMillis = new AtomicLong();
    private final ConcurrentLinkedQueue<String> contradictions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    private Witnesses(Api api) {
        this.api = api;
    }

    /** Starts the clients of so many documents, and returns when they all had an answer. */
    public static Witnesses start(Bundle bundle, int documents) {
        var witnesses = new Witnesses(bundle.api());
        IntStream.range(0, documents).mapToObj(number -> new Document()).forEach(witnesses::begin);
        witnesses.awaitMore(documents * (READERS + WRITERS));
        return witnesses;
    }

    private void begin(Document document) {
        write(document);
        IntStream.range(0, WRITERS).forEach(writer -> clients.execute(() -> repeat(() -> write(document))));
        IntStream.range(0, READERS).forEach(reader -> clients.execute(() -> repeat(() -> read(document))));
    }

    private void repeat(Runnable request) {
        while (!stopped) {
            try {
                request.run();
            } catch (UncheckedIOException lost) {
                refusals.add("no answer: " + lost);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void write(Document document) {
        var before = document.known.get();
        var number = numbers.incrementAndGet();
        var begin = System.nanoTime();
        var answer = api.replace("products", document.id, Writers.product("witness", number));
        slowestMillis.accumulateAndGet((System.nanoTime() - begin) / 1_000_000, Math::max);
        if (answer.status() != 200 && answer.status() != 201) {
            refusals.add("write: " + answer);
            return;
        }
        var revision = revision(answer);
        if (revision <= before || document.written.put(revision, number) != null) {
            contradictions.add("written after revision " + before + ": " + answer);
        }
        document.learn(revision);
        answers.incrementAndGet();
    }

    private void read(Document document) {
        var before = document.known.get();
        var answer = api.read("products", document.id);
        if (answer.status() != 200) {
            refusals.add("read: " + answer);
            return;
        }
        var revision = revision(answer);
        var number = document.written.get(revision);
        if (revision < before || (number != null && answer.json().path("stock").asInt() != number)) {
            contradictions.add("read after revision " + before + ": " + answer);
        }
        if (answer.header("Cache-Status").startsWith("percore-edge; hit")) {
            hits.incrementAndGet();
        }
        document.learn(revision);
        answers.incrementAndGet();
    }

    private static long revision(Answer answer) {
        return Long.parseLong(answer.etag().replace("\"", ""));
    }

    /** Returns once so many more requests were answered well. */
    public void awaitMore(int requests) {
        var before = answers.get();
        Await.until(
                requests + " more answers",
                Duration.ofSeconds(30),
                () -> answers.get() - before + " more, refused " + refusals,
                seen -> answers.get() - before >= requests);
    }

    /** Answers that cannot be, given those that came before they were asked for. */
    public List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    /** Answers that were neither a document nor a revision. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** How many reads the cache answered. */
    public int hits() {
        return hits.get();
    }

    /** The longest that a write took. */
    public Duration slowestWrite() {
        return Duration.ofMillis(slowestMillis.get());
    }

    /** Returns when every client has its last answer. */
    public void stop() {
        stopped = true;
        clients.close();
        Progress.say(this.toString());
    }

    @Override
    public void close() {
        stopped = true;
        clients.close();
    }

    @Override
    public String toString() {
        return "%d answers, %d of them hits, %d contradictions, %d refused, the slowest write %d ms"
                .formatted(answers.get(), hits.get(), contradictions.size(), refusals.size(), slowestMillis.get());
    }
}
