package io.percore.document;

import io.percore.Settings;
import io.percore.document.CacheFunctions.Answer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redis in front of MongoDB; never throws: without Redis every call answers "nothing", and reads and writes go on. */
public final class DocumentCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentCache.class);
    // For clocks that do not run alike, and for what lies between a time limit and its effect.
    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final int ANNOUNCEMENTS = 3;

    private final CacheFunctions functions;
    private final TrustedGeneration trusted;
    private final CacheLink link;
    private final CacheFigures figures;
    private final Turns turns;
    private final Duration settling;
    private final String process = UUID.randomUUID().toString();
    private final AtomicLong attempts = new AtomicLong();

    /**
     * Connects to Redis if it is there.
     *
     * @param write how long after its start a write may still commit
     * @param mongodb how long after that MongoDB may still be at it
     */
    public DocumentCache(
            Settings.Redis settings, Settings.Write write, Settings.Mongodb mongodb, PrometheusRegistry registry) {
        this.functions = new CacheFunctions(settings);
        this.trusted = new TrustedGeneration(Clock.systemUTC(), "redis.enabled is false");
        this.settling = mongodb.operationTimeout().plus(MARGIN);
        this.link = new CacheLink(functions, trusted, write.deadline().plus(settling));
        this.turns = new Turns(settings.poolSize());
        this.figures = CacheFigures.in(registry, () -> trusted.current().isPresent());
        if (settings.enabled()) {
            link.open();
        }
    }

    /** Asks for the right to bring a document into the cache, before MongoDB is read. */
    Fill miss(Address address) {
        if (!link.servesReads()) {
            return Fill.none();
        }
        figures.misses().inc();
        var answer = ask(link::servesReads, () -> functions.call("percore_miss", address));
        return answer.map(said -> granted(address, said)).orElse(Fill.none());
    }

    private Fill granted(Address address, Answer said) {
        if (said.word().equals("DOUBT")) {
            figures.doubts().inc();
        }
        return said.word().equals("TOKEN") ? new Granted(address, said.details().getFirst()) : Fill.none();
    }

    /** Announces a write, before it is sent to MongoDB, where it must not be stored after that deadline. */
    Intent begin(Address address, Instant deadline) {
        var attempt = process + "-" + attempts.incrementAndGet();
        var generation = link.generationForWrite();
        // To announce an attempt again does no harm, while one write that goes unannounced empties the cache.
        for (var tries = 0; tries < ANNOUNCEMENTS && generation.isPresent(); tries++) {
            var intent = announce(address, attempt, deadline, generation.getAsLong());
            if (intent.isPresent()) {
                return intent.get();
            }
            generation = link.generationForWrite();
        }
        generation.ifPresent(untold -> trusted.detach(untold, "a write could not be announced"));
        return Intent.none();
    }

    private Optional<Intent> announce(Address address, String attempt, Instant deadline, long generation) {
        var expiry = link.latest(deadline.plus(settling));
        var answer = ask(
                () -> trusts(generation), () -> functions.call("percore_begin", address, attempt, generation, expiry));
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        if (answer.get().word().equals("REFUSED")) {
            trusted.refused(generation, answer.get().number(0));
            return Optional.empty();
        }
        figures.begins().inc();
        return Optional.of(new Announced(address, attempt, generation));
    }

    /** One word, and the reason unless all is well: {@code attached}, {@code detached: Connection refused}. */
    public String state() {
        return trusted.toString();
    }

    private boolean trusts(long generation) {
        var current = trusted.current();
        return current.isPresent() && current.getAsLong() == generation;
    }

    private Optional<Answer> ask(BooleanSupplier worthIt, Supplier<Answer> call) {
        try {
            return turns.take(Turns.LONGEST_WAIT, worthIt, call);
        } catch (RuntimeException e) {
            LOG.debug("Redis did not do its part", e);
            figures.failures().inc();
            link.rest();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        link.close();
        functions.close();
    }

    private final class Granted implements Fill {
        private final Address address;
        private final String token;

        Granted(Address address, String token) {
            this.address = address;
            this.token = token;
        }

        @Override
        public void publish(Revision revision, byte[] json, Duration timeToLive) {
            var answer = ask(
                    link::servesReads,
                    () -> functions.call("percore_fill", address, token, revision, json, timeToLive.toMillis()));
            answer.filter(said -> said.word().equals("FILLED"))
                    .ifPresent(_ -> figures.fills().inc());
        }
    }

    private final class Announced implements Intent {
        private final Address address;
        private final String attempt;
        private final long generation;

        Announced(Address address, String attempt, long generation) {
            this.address = address;
            this.attempt = attempt;
            this.generation = generation;
        }

        @Override
        public void committed(Revision revision, byte[] json, Duration timeToLive) {
            end(revision, json, timeToLive.toMillis());
        }

        @Override
        public void removed(Revision revision) {
            end();
        }

        @Override
        public void unchanged() {
            end();
        }

        // Lost, it expires by itself; until then readers ask MongoDB.
        private void end(Object... published) {
            var arguments = Stream.concat(Stream.of(attempt, generation), Stream.of(published));
            ask(() -> trusts(generation), () -> functions.call("percore_end", address, arguments.toArray()));
        }
    }
}
