package io.percore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(4)
final class CachedListIT {
    private static final int WRITES = 30 * Integer.getInteger("percore.rounds", 1);
    private static final List<String> IDS = List.of("-list-a", "-list-b");

    private final Bundle bundle;

    CachedListIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @BeforeEach
    void theListIsCached() {
        IDS.forEach(id -> write(id));
        Await.until(
                "the list is answered from the cache",
                Duration.ofSeconds(15),
                () -> list(bundle.workers().getFirst()),
                CachedListIT::isHit);
    }

    @Test
    void eachWorkerAnswersAListThatOneOfThemRead() {
        bundle.workers().forEach(port -> assertThat(list(port)).matches(CachedListIT::isHit));
    }

    @Test
    void aListOfACollectionThatDoesNotAskForItIsNeverCached() {
        var first = bundle.workers().getFirst();
        bundle.worker(first).list("users", "limit=3");

        assertThat(bundle.worker(first).list("users", "limit=3").header("Cache-Status"))
                .isEqualTo("percore; fwd=bypass");
    }

    @Test
    void aListThatWasCachedLeadsToTheNextPage() {
        var first = bundle.workers().getFirst();

        var page = Await.until(
                "one document is answered from the cache",
                Duration.ofSeconds(15),
                () -> bundle.worker(first).list("articles", "limit=1"),
                CachedListIT::isHit);

        assertThat(page.header("Link"))
                .contains("after=" + page.json().path("next").asString());
    }

    @Test
    void noListIsOlderThanAWriteThatEndedBeforeItWasAskedFor() throws Exception {
        var written = List.of(new AtomicLong(), new AtomicLong());
        var hits = new AtomicInteger();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = IntStream.range(0, IDS.size())
                    .mapToObj(each -> clients.submit(() -> writesNowAndThen(each, written.get(each))))
                    .toList();
            var readers = bundle.workers().stream()
                    .map(port -> clients.submit(() -> reads(port, written, hits, writers)))
                    .toList();
            for (var client : Stream.concat(writers.stream(), readers.stream()).toList()) {
                client.get();
            }
        }

        assertThat(hits).hasPositiveValue();
    }

    private Void writesNowAndThen(int document, AtomicLong written) throws InterruptedException {
        for (var round = 0; round < WRITES; round++) {
            written.set(write(IDS.get(document)));
            // So that there is something to hit between two writes.
            Thread.sleep(Duration.ofMillis(50L * (document + 1)));
        }
        return null;
    }

    private Void reads(int port, List<AtomicLong> written, AtomicInteger hits, List<Future<Void>> writers) {
        while (writers.stream().anyMatch(writer -> !writer.isDone())) {
            var before = written.stream().map(AtomicLong::get).toList();
            var answer = list(port);
            for (var each = 0; each < IDS.size(); each++) {
                assertThat(revision(answer, IDS.get(each)))
                        .as(answer.toString())
                        .isGreaterThanOrEqualTo(before.get(each));
            }
            if (isHit(answer)) {
                hits.incrementAndGet();
            }
        }
        return null;
    }

    private long write(String id) {
        var answer = bundle.api().replace("articles", id, "{\"title\":\"t\",\"text\":\"x\"}");
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
        return answer.json().path("revision").asLong();
    }

    private Answer list(int port) {
        return bundle.worker(port).list("articles", "limit=200");
    }

    private static boolean isHit(Answer answer) {
        return answer.status() == 200 && answer.header("Cache-Status").equals("percore; hit");
    }

    private static long revision(Answer list, String id) {
        for (var document : list.json().path("documents")) {
            if (document.path("id").asString().equals(id)) {
                return document.path("revision").asLong();
            }
        }
        return 0;
    }
}
