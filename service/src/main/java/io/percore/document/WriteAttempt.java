package io.percore.document;

import io.percore.catalogue.CachePolicy;
import io.percore.catalogue.Collection;
import io.percore.refusal.Refusal;
import io.percore.refusal.StateRefusal.DuplicateValue;
import io.percore.refusal.StateRefusal.Overloaded;
import io.percore.refusal.StateRefusal.StoreUnavailable;
import io.percore.refusal.StateRefusal.WriteContention;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** One write on its way: what it saw, whether it announced itself, and whether one of its stores may still happen. */
final class WriteAttempt {
    private static final int LONGEST_PAUSE_MILLIS = 20;

    private final DocumentStore store;
    private final DocumentCache cache;
    private final Collection collection;
    private final Write write;
    private final Deadline deadline;
    private Optional<Intent> intent = Optional.empty();
    private boolean doubtful;

    WriteAttempt(DocumentStore store, DocumentCache cache, Collection collection, Write write, Deadline deadline) {
        this.store = store;
        this.cache = cache;
        this.collection = collection;
        this.write = write;
        this.deadline = deadline;
    }

    Applied run() {
        try {
            return steps();
        } catch (Refusal refusal) {
            nothingChanged();
            // "Try again" would not say that it may have been stored.
            throw doubtful && refusal instanceof Overloaded ? new StoreUnavailable() : refusal;
        } catch (RuntimeException defect) {
            intent.ifPresent(Intent::abandoned);
            throw defect;
        }
    }

    private Applied steps() {
        // The id of a creation is new, so there is nothing to see but its own first try, which the insert runs into.
        var seen = write.change() instanceof Change.Create ? Optional.<Envelope>empty() : stored();
        while (true) {
            switch (write.decide(seen)) {
                case Decision.Replay replay -> {
                    nothingChanged();
                    return replay.applied();
                }
                case Decision.Store next -> {
                    if (stores(seen, next)) {
                        return next.applied();
                    }
                }
            }
            pauseOrGiveUp();
            seen = stored();
        }
    }

    private Optional<Envelope> stored() {
        return store.envelope(write.at(), write.change() instanceof Change.Patch, deadline);
    }

    private boolean stores(Optional<Envelope> seen, Decision.Store next) {
        if (intent.isEmpty()) {
            intent = Optional.of(announced());
        }
        return switch (outcome(seen, next)) {
            case STORED -> {
                committed(next);
                yield true;
            }
            case LOST -> false;
            case UNKNOWN -> {
                doubtful = true;
                yield false;
            }
        };
    }

    private Outcome outcome(Optional<Envelope> seen, Decision.Store next) {
        try {
            return store.store(write.at(), seen, next, deadline);
        } catch (DuplicateValue taken) {
            // Of two duplicates the store names the value before the id: this write's own first try may have it.
            if (stored().flatMap(this::replayed).isPresent()) {
                return Outcome.LOST;
            }
            throw taken;
        }
    }

    private Optional<Applied> replayed(Envelope envelope) {
        return envelope.history().applied(write.operation());
    }

    private Intent announced() {
        return collection.cache() == CachePolicy.PUBLIC ? cache.begin(write.at(), deadline) : Intent.none();
    }

    /** A store in doubt may happen after this one, but then its compare fails: the revision is another. */
    private void committed(Decision.Store next) {
        var revision = next.applied().revision();
        next.body()
                .ifPresentOrElse(
                        body -> intent.orElseThrow().committed(revision, body.json(), collection.timeToLive()),
                        () -> intent.orElseThrow().removed(collection.timeToLive()));
    }

    /** While a store of ours is in doubt the intent stays, and keeps readers at MongoDB until it expires. */
    private void nothingChanged() {
        intent.ifPresent(doubtful ? Intent::abandoned : Intent::unchanged);
    }

    private void pauseOrGiveUp() {
        var pause = ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS);
        if (deadline.millisLeft() <= pause) {
            throw doubtful
                    ? new StoreUnavailable()
                    : new WriteContention(write.at().toString());
        }
        try {
            Thread.sleep(Duration.ofMillis(pause));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable();
        }
    }
}
