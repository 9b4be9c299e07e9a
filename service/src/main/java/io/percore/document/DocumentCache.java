package io.percore.document;

import io.percore.Settings;
import io.percore.catalogue.Catalogue;
import io.percore.document.CacheFunctions.Answer;
import io.percore.refusal.StateRefusal.WorkerCutOff;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Redis in front of MongoDB: reads go on without it, and a write is stored only when no reader is left with what it replaces. */
public final class DocumentCache implements AutoCloseable {
    // For clocks that do not run alike, and for what lies between a time limit and its effect.
    private static final Duration MARGIN = Duration.ofMillis(500);

    // So many looks at whether the reader that holds the token has filled, each pause twice the last: a sixth of a
    // second, which one that queues for MongoDB may need. But it may also have died.
    private static final int LOOKS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

    private final CacheFunctions functions;
    private final CacheFigures figures;
    private final CacheLink link;
    private final CacheCalls calls;
    private final Announcements announcements;
    private final ListCache lists;

    /**
     * Connects to Redis if it is there.
     *
     * @param write how long after its start a write may still commit
     * @param mongodb how long after that MongoDB may still be at it
     * @param catalogue the collections, and for how long each may be read while MongoDB is away
     */
    public DocumentCache(
            Settings.Redis settings,
            Settings.Write write,
            Settings.Mongodb mongodb,
            LeaseStore leases,
            Catalogue catalogue,
            PrometheusRegistry registry) {
        var settling = mongodb.operationTimeout().plus(MARGIN);
        var longestWrite = write.deadline().plus(settling);
        var leaseFigures = LeaseFigures.in(registry, this::standing);
        this.functions = new CacheFunctions(settings);
        this.figures = CacheFigures.in(registry);
        var pulses = new Pulses(functions, settings.enabled(), new StaleLimits(catalogue));
        this.link = new CacheLink(
                pulses, new LeaseKeeper(functions, pulses, leases, longestWrite, leaseFigures), leaseFigures);
        this.calls = new CacheCalls(functions, link, settings.poolSize(), figures);
        this.announcements = new Announcements(link, calls, figures, leaseFigures, settling);
        this.lists = new ListCache(link, calls, figures);
        CacheFigures.gauge(
                registry, "intents_open", "Writes that this worker announced and has not ended.", announcements::open);
        CacheFigures.gauge(
                registry,
                "intents_expired",
                "Announced writes of all workers that nobody ended, and whose end was seen, since the cache was begun.",
                pulses::expired);
        CacheFigures.gauge(
                registry,
                "breaker_open",
                "1 while reads are kept away from a Redis that failed.",
                () -> link.rests() ? 1 : 0);
        link.open();
    }

    /** The lists of the collections that ask for it. */
    ListCache lists() {
        return lists;
    }

    private Standing standing() {
        return link.standing();
    }

    /** Asks for a document, and for the right to bring it into the cache if it is not there; before MongoDB is read. */
    Asked ask(Address at) {
        var said = link.servesReads() ? untaken(at) : Optional.<Answer>empty();
        return said.map(answer -> asked(at, answer)).orElseGet(() -> new Asked.Unknown(Source.UNREACHED, Fill.none()));
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

    private Asked asked(Address at, Answer said) {
        return switch (said.word()) {
            case "HIT" -> counted(figures.hits(), new Asked.Hit(document(said)));
            case "ABSENT" -> counted(figures.hits(), new Asked.Absent());
            case "DOUBT" -> counted(figures.doubts(), unknown(said, Fill.none()));
            case "EXPIRED" -> counted(figures.doubts(), new Asked.Expired());
            case "DISTRUST" -> counted(figures.distrusts(), unknown(said, Fill.none()));
            case "TOKEN" ->
                counted(
                        figures.misses(),
                        unknown(said, new Granted(at, said.details().getFirst())));
            default -> counted(figures.misses(), unknown(said, Fill.none()));
        };
    }

    private static Asked unknown(Answer said, Fill fill) {
        return new Asked.Unknown(Source.of(said.word()), fill);
    }

    private static Asked counted(Counter figure, Asked asked) {
        figure.inc();
        return asked;
    }

    /** The right to fence the document's expired intents; nothing when there are none, or another worker has it. */
    Optional<ExpiredIntents> fence(Address at) {
        return calls.ask(link::servesReads, "percore_fence", at)
                .filter(said -> said.word().equals("GRANTED"))
                .map(granted -> () -> fenced(at, granted.details()));
    }

    private void fenced(Address at, List<String> attempts) {
        calls.ask(() -> true, "percore_fenced", at, attempts.toArray())
                .ifPresent(_ -> figures.fences().inc());
    }

    /** A read shares the answer to another one. */
    void coalesced() {
        figures.coalesced().inc();
    }

    /** What was in the cache when it could last be believed, if that is no longer ago than the limit. */
    Optional<Reading> stale(Address at, Duration limit, ServerTiming timing) {
        return calls.ask(link::servesReads, "percore_stale", at, limit.toMillis())
                .filter(said -> said.word().equals("STALE"))
                .map(said -> new Reading(document(said), stale(said, timing)));
    }

    private static Provenance stale(Answer said, ServerTiming timing) {
        return new Provenance(Source.HIT, timing, Optional.of(Duration.ofMillis(said.number(2))));
    }

    private static Document document(Answer said) {
        return new Document(new Revision(said.number(0)), said.details().get(1).getBytes(StandardCharsets.UTF_8));
    }

    /** The address of some document that the cache may have. */
    Optional<Address> anyEntry() {
        return link.servesReads()
                ? calls.take(link::servesReads, functions::anyKey)
                        .flatMap(Function.identity())
                        .flatMap(Address::ofEntry)
                : Optional.empty();
    }

    /** The revision that whoever reads the document from the cache now gets; nothing when it is not a hit. */
    OptionalLong revision(Address at) {
        return calls.ask(link::servesReads, "percore_read", at)
                .map(DocumentCache::revision)
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong revision(Answer said) {
        return switch (said.word()) {
            case "HIT" -> OptionalLong.of(said.number(0));
            case "ABSENT" -> OptionalLong.of(Absence.REVISION);
            default -> OptionalLong.empty();
        };
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
