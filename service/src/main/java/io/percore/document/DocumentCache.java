package io.percore.document;

import io.percore.Settings;
import io.percore.document.CacheFunctions.Answer;
import io.percore.refusal.StateRefusal.WorkerCutOff;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Redis in front of MongoDB: reads go on without it, and a write is stored only when no reader is left with what it replaces. */
public final class DocumentCache implements AutoCloseable {
    // For clocks that do not run alike, and for what lies between a time limit and its effect.
    private static final Duration MARGIN = Duration.ofMillis(500);

    // So many looks at whether the reader that holds the token has filled, each pause twice the last: two thirds of a
    // second, which one that queues for MongoDB may need. But it may also have died.
    private static final int LOOKS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private final CacheFunctions functions;
    private final CacheFigures figures;
    private final CacheLink link;
    private final CacheCalls calls;
    private final Announcements announcements;

    /**
     * Connects to Redis if it is there.
     *
     * @param write how long after its start a write may still commit
     * @param mongodb how long after that MongoDB may still be at it
     */
    public DocumentCache(
            Settings.Redis settings,
            Settings.Write write,
            Settings.Mongodb mongodb,
            LeaseStore leases,
            PrometheusRegistry registry) {
        var settling = mongodb.operationTimeout().plus(MARGIN);
        var leaseFigures = LeaseFigures.in(registry, this::standing);
        this.functions = new CacheFunctions(settings);
        this.figures = CacheFigures.in(registry);
        this.link = new CacheLink(
                new LeaseKeeper(
                        functions, settings.enabled(), leases, write.deadline().plus(settling), leaseFigures),
                leaseFigures);
        this.calls = new CacheCalls(functions, link, settings.poolSize(), figures);
        this.announcements = new Announcements(link, calls, figures, leaseFigures, settling);
        link.open();
    }

    private Standing standing() {
        return link.standing();
    }

    /** What another reader brought into the cache, or the right to do so, before MongoDB is read. */
    Lookup lookUp(Address at) {
        if (!link.servesReads()) {
            return Lookup.missing();
        }
        figures.misses().inc();
        return untaken(at).map(said -> lookup(at, said)).orElseGet(Lookup::missing);
    }

    private Optional<Answer> untaken(Address at) {
        var said = miss(at);
        for (var look = 1; look < LOOKS && said.filter(DocumentCache::isTaken).isPresent(); look++) {
            LockSupport.parkNanos(FIRST_PAUSE.toNanos() << (look - 1));
            said = miss(at);
        }
        return said;
    }

    private Optional<Answer> miss(Address at) {
        return calls.ask(link::servesReads, "percore_miss", at);
    }

    private static boolean isTaken(Answer said) {
        return said.word().equals("TAKEN");
    }

    private Lookup lookup(Address at, Answer said) {
        return switch (said.word()) {
            case "HIT" -> found(Optional.of(document(said)));
            case "ABSENT" -> found(Optional.empty());
            case "TOKEN" -> new Lookup.Missing(new Granted(at, said.details().getFirst()));
            case "DOUBT" -> counted(figures.doubts());
            case "DISTRUST" -> counted(figures.distrusts());
            default -> Lookup.missing();
        };
    }

    private Lookup found(Optional<Document> document) {
        figures.hits().inc();
        return new Lookup.Found(document);
    }

    private static Lookup counted(Counter reason) {
        reason.inc();
        return Lookup.missing();
    }

    private static Document document(Answer said) {
        return new Document(new Revision(said.number(0)), said.details().get(1).getBytes(StandardCharsets.UTF_8));
    }

    /** What was in the cache when it could last be believed, if that is no longer ago than the limit. */
    Optional<Reading> stale(Address at, Duration limit) {
        return calls.ask(link::servesReads, "percore_stale", at)
                .filter(said -> said.word().equals("STALE"))
                .map(DocumentCache::stale)
                .filter(reading -> reading.age().orElseThrow().compareTo(limit) < 0);
    }

    private static Reading stale(Answer said) {
        return Reading.stale(document(said), Duration.ofMillis(said.number(2)));
    }

    /** Announces a write, before it is sent to MongoDB; waits for the time in which nobody may write, or refuses. */
    Intent begin(Address at, Deadline deadline) {
        return announcements.begin(at, deadline);
    }

    /** Refuses what a sibling can do and this worker cannot, before anything is done. */
    void refuseWhenCutOff() {
        if (standing() instanceof Standing.CutOff) {
            throw new WorkerCutOff();
        }
    }

    /** Why this worker should not be asked: siblings keep up a cache that it does not reach. */
    public Optional<String> obstacle() {
        return standing() instanceof Standing.CutOff
                ? Optional.of("cut off: other workers reach the cache, this one does not")
                : Optional.empty();
    }

    /** One word, and what is not as it should be: {@code cached}, {@code direct: Redis does not answer: Connection refused}. */
    public String state() {
        return link.state();
    }

    @Override
    public void close() {
        link.close();
        functions.close();
    }

    private final class Granted implements Fill {
        private final Address at;
        private final String token;

        Granted(Address at, String token) {
            this.at = at;
            this.token = token;
        }

        @Override
        public void publish(Revision revision, byte[] json, Duration timeToLive) {
            fill(revision, json, timeToLive.toMillis());
        }

        @Override
        public void absent(Duration timeToLive) {
            var absence = new Absence(at, timeToLive);
            fill(Absence.REVISION, absence.json(), absence.millis());
        }

        private void fill(Object revision, byte[] json, long millis) {
            calls.ask(link::servesReads, "percore_fill", at, token, revision, json, millis)
                    .filter(said -> said.word().equals("FILLED"))
                    .ifPresent(_ -> figures.fills().inc());
        }
    }
}
