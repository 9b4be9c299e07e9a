package io.percore.document;

import io.percore.refusal.StateRefusal.StoreUnavailable;
import io.percore.refusal.StateRefusal.WorkerCutOff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Announces writes in Redis where the regime wants it, and holds back those that may not be made now. */
final class Announcements {
    // What a write needs to be stored after it has waited.
    private static final Duration TO_STORE = Duration.ofMillis(150);

    private final CacheLink link;
    private final CacheCalls calls;
    private final CacheFigures figures;
    private final LeaseFigures leaseFigures;
    private final Duration settling;
    private final String process = UUID.randomUUID().toString();
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong open = new AtomicLong();

    /**
     * Announces by that link.
     *
     * @param settling how long after its deadline MongoDB may still apply a write
     */
    Announcements(
            CacheLink link, CacheCalls calls, CacheFigures figures, LeaseFigures leaseFigures, Duration settling) {
        this.link = link;
        this.calls = calls;
        this.figures = figures;
        this.leaseFigures = leaseFigures;
        this.settling = settling;
    }

    /** Returns when the write may be sent to MongoDB, where it must not be stored after the deadline; or refuses. */
    Intent begin(Address at, Deadline deadline) {
        var attempt = process + "-" + attempts.incrementAndGet();
        var begun = begun(at, attempt, deadline);
        while (begun.isEmpty()) {
            awaitNews(deadline);
            begun = begun(at, attempt, deadline);
        }
        return begun.get();
    }

    /** How many writes are announced and on their way. */
    long open() {
        return open.get();
    }

    private Optional<Intent> begun(Address at, String attempt, Deadline deadline) {
        return switch (link.standing()) {
            case Standing.Announcing(var generation) -> announced(at, attempt, deadline.commit(), generation);
            case Standing.Direct direct when direct.holds(System.nanoTime()) -> Optional.of(Intent.none());
            case Standing.CutOff _ -> throw new WorkerCutOff();
            case Standing.Direct _, Standing.Waiting _ -> Optional.empty();
        };
    }

    // To announce an attempt again, which may have been announced without our hearing of it, does no harm.
    private Optional<Intent> announced(Address at, String attempt, Instant deadline, long generation) {
        var expiry = link.latest(deadline.plus(settling));
        return calls.ask(() -> stands(generation), "percore_begin", at, attempt, generation, expiry)
                .filter(said -> said.word().equals("BEGUN"))
                .map(_ -> {
                    figures.begins().inc();
                    open.incrementAndGet();
                    return new Announced(at, attempt, generation);
                });
    }

    private boolean stands(long generation) {
        return link.standing().equals(new Standing.Announcing(generation));
    }

    private void awaitNews(Deadline deadline) {
        var left = Duration.ofMillis(deadline.millisLeft()).minus(TO_STORE);
        if (!left.isPositive()) {
            throw link.isStoreAway() ? new StoreUnavailable() : new WorkerCutOff();
        }
        leaseFigures.waits().inc();
        link.awaitNews(left);
    }

    private final class Announced implements Intent {
        private final Address at;
        private final String attempt;
        private final long generation;

        Announced(Address at, String attempt, long generation) {
            this.at = at;
            this.attempt = attempt;
            this.generation = generation;
        }

        @Override
        public void committed(Revision revision, byte[] json, Duration timeToLive) {
            end(revision, json, timeToLive.toMillis());
        }

        @Override
        public void removed(Duration timeToLive) {
            var absence = new Absence(at, timeToLive);
            end(Absence.REVISION, absence.json(), absence.millis());
        }

        @Override
        public void unchanged() {
            end();
        }

        @Override
        public void abandoned() {
            open.decrementAndGet();
        }

        // Lost, it expires by itself; until then readers ask MongoDB.
        private void end(Object... published) {
            open.decrementAndGet();
            var arguments = Stream.concat(Stream.of(attempt, generation), Stream.of(published));
            calls.ask(() -> stands(generation), "percore_end", at, arguments.toArray())
                    .ifPresent(_ -> figures.ends().inc());
        }
    }
}
