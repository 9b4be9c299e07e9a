package io.percore.document;

import io.percore.catalogue.Collection;
import io.percore.document.CacheFunctions.Answer;
import io.percore.query.Page;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Lists of the collections that ask for it, in Redis until the next write to the collection. */
final class ListCache {
    /** Of one list; Redis keeps a limited number of them for a collection. */
    private static final int LARGEST = 256 << 10;

    private final CacheLink link;
    private final CacheCalls calls;
    private final CacheFigures figures;

    /** Lists by that link. */
    ListCache(CacheLink link, CacheCalls calls, CacheFigures figures) {
        this.link = link;
        this.calls = calls;
        this.figures = figures;
    }

    /**
     * The page as the cache has it, else as the store says, which is then offered to the cache.
     *
     * @param fence is told each document that keeps lists away because a writer never said how it ended
     */
    ListReading read(Collection collection, Page page, Supplier<DocumentList> store, Consumer<Address> fence) {
        var timing = new ServerTiming();
        // Before MongoDB is read, so that a write in between voids the token.
        var said = timing.time("cache", () -> ask(collection, page));
        if (said.filter(answer -> answer.word().equals("HIT")).isPresent()) {
            figures.listHits().inc();
            return new ListReading(list(said.get()), Provenance.current(Source.HIT, timing));
        }
        figures.listMisses().inc();
        said.ifPresent(answer -> expired(answer).forEach(fence));
        var list = timing.time("store", store);
        said.filter(answer -> answer.word().equals("TOKEN"))
                .ifPresent(granted -> fill(collection, page, granted.details().getFirst(), list));
        var source = said.map(answer -> Source.of(answer.word())).orElse(Source.UNREACHED);
        return new ListReading(list, Provenance.current(source, timing));
    }

    private Optional<Answer> ask(Collection collection, Page page) {
        return link.servesReads()
                ? calls.ask(link::servesReads, "percore_list", lists(collection), page.canonical())
                : Optional.empty();
    }

    private static Stream<Address> expired(Answer answer) {
        return answer.word().equals("EXPIRED") ? answer.details().stream().map(Address::stored) : Stream.empty();
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
