package io.percore.fuzz;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Which documents the requests may have written, by what was asked for and answered, and how often each answer came. */
final class Traces {

    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger creations = new AtomicInteger();
    private final ConcurrentSkipListMap<Integer, Integer> statuses = new ConcurrentSkipListMap<>();

    void note(Asked request, Optional<Reply> reply) {
        reply.ifPresentOrElse(answer -> statuses.merge(answer.status(), 1, Integer::sum), unanswered::incrementAndGet);
        var refused = reply.filter(answer -> answer.status() >= 300 && answer.status() < 500)
                .isPresent();
        if (request.safe() || refused) {
            return;
        }
        request.place().filter(Place::document).map(Place::toString).ifPresent(written::add);
        request.place().filter(place -> !place.document()).ifPresent(list -> created(list, reply));
    }

    private void created(Place list, Optional<Reply> reply) {
        reply.filter(Reply::success)
                .flatMap(Judge::id)
                .ifPresentOrElse(id -> written.add(list.collection() + "/" + id), creations::incrementAndGet);
    }

    /** Whether a request asked for that document to be written, and was not refused. */
    boolean wrote(String document) {
        return written.contains(document);
    }

    /** How many documents may have been made under ids that nobody was told. */
    int untold() {
        return creations.get();
    }

    @Override
    public String toString() {
        return "answers by status %s, %d requests without one, %d documents written"
                .formatted(statuses, unanswered.get(), written.size());
    }
}
