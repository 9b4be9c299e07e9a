package io.percore.document;

import io.percore.catalogue.Collection;
import io.percore.document.CacheFunctions.Answer;
import io.percore.query.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Lists of the collections that ask for it, in Redis until the next write to the collection. */
final class ListCache {
    /** Of one list; Redis keeps a limited number of them for a collection. */
    private static final int LARGEST = 256 << 10;

    private final CacheLink link;
    private final CacheCalls calls;
    private final CacheFigures figures;
    private final Duration longestWrite;

    /**
     * Lists by that link.
     *
     * @param longestWrite so long after its first step a write is stored, or never will be
     */
    ListCache(CacheLink link, CacheCalls calls, CacheFigures figures, Duration longestWrite) {
        this.link = link;
        this.calls = calls;
        this.figures = figures;
        this.longestWrite = longestWrite;
    }

    /** The page as the cache has it, else as the store says, which is then offered to the cache. */
    ListReading read(Collection collection, Page page, Supplier<DocumentList> store) {
        var timing = new ServerTiming();
        // Before MongoDB is read, so that a write in between voids the token.
        var said = timing.time("cache", () -> ask(collection, page));
        if (said.filter(answer -> answer.word().equals("HIT")).isPresent()) {
            figures.listHits().inc();
            return new ListReading(list(said.get()), Provenance.current(Source.HIT, timing));
        }
        figures.listMisses().inc();
        var list = timing.time("store", store);
        said.filter(answer -> answer.word().equals("TOKEN"))
                .ifPresent(granted -> fill(collection, page, granted.details().getFirst(), list));
        var source = said.map(answer -> Source.of(answer.word())).orElse(Source.UNREACHED);
        return new ListReading(list, Provenance.current(source, timing));
    }

    private Optional<Answer> ask(Collection collection, Page page) {
        return link.servesReads()
                ? calls.ask(
                        link::servesReads, "percore_list", lists(collection), page.canonical(), longestWrite.toMillis())
                : Optional.empty();
    }

    private static DocumentList list(Answer hit) {
        return new DocumentList(hit.details().getFirst().getBytes(StandardCharsets.UTF_8));
    }

    private void fill(Collection collection, Page page, String token, DocumentList list) {
        if (list.json().length <= LARGEST) {
            var milliseconds = collection.timeToLive().toMillis();
            calls.ask(
                    link::servesReads,
                    "percore_fill_list",
                    lists(collection),
                    token,
                    page.canonical(),
                    list.json(),
                    milliseconds);
        }
    }

    private static Address lists(Collection collection) {
        return Address.ofLists(collection.name());
    }
}
