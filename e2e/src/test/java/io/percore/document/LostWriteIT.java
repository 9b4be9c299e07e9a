package io.percore.document;

import static io.percore.document.ContractDocument.product;
import static io.percore.document.ContractStore.inTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.query.Page;
import io.percore.refusal.StateRefusal.Overloaded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Writes that come too late, or at once with others: the server stores one and changes nothing for the rest. */
@Order(1)
final class LostWriteIT {

    private static final Duration SHORT = Duration.ofMillis(100);

    private static ContractStore contract;
    private static DocumentStore store;

    private final ContractDocument document = ContractDocument.in(store, "products");
    private final Address at = document.at();

    @BeforeAll
    static void connect() throws InterruptedException {
        contract = new ContractStore();
        store = contract.store();
        contract.awaitIndexes();
    }

    @AfterAll
    static void dropDatabase() {
        contract.close();
    }

    @Test
    void aWriteOnAnOldRevisionIsLostAndChangesNothing() {
        document.create(product("a", 1));
        var seen = document.envelope();
        document.replace(product("a", 2));

        var outcome = store.store(at, Optional.of(seen), document.next(seen, product("a", 3)), inTime());

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(document.json()).isEqualTo(product("a", 2));
    }

    @Test
    void aWriteThatWasDecidedBeforeAFenceIsLostAndClientsSeeNothingOfTheFence() {
        document.create(product("a", 1));
        var seen = document.envelope();

        assertThat(store.fence(at)).isTrue();

        assertThat(store.store(at, Optional.of(seen), document.next(seen, product("a", 2)), inTime()))
                .isEqualTo(Outcome.LOST);
        assertThat(document.json()).isEqualTo(product("a", 1));
        assertThat(document.envelope().revision()).isEqualTo(seen.revision());
        document.replace(product("a", 3));
        assertThat(document.json()).isEqualTo(product("a", 3));
    }

    @Test
    void aCreationThatWasDecidedBeforeAFenceIsLostAndALaterOneIsTheFirstRevision() {
        assertThat(store.fence(at)).isTrue();

        assertThat(store.store(at, Optional.empty(), document.first(product("a", 1)), inTime()))
                .isEqualTo(Outcome.LOST);
        assertThat(store.read(at)).isEmpty();
        document.create(product("a", 2));
        assertThat(document.envelope().revision()).isEqualTo(Revision.FIRST);
    }

    @Test
    void aWriteAfterItsDeadlineIsLost() {
        document.create(product("a", 1));
        var seen = document.envelope();

        var outcome = store.store(at, Optional.of(seen), document.next(seen, product("a", 2)), late());

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(document.json()).isEqualTo(product("a", 1));
    }

    @Test
    void aCreationAfterItsDeadlineIsLost() {
        var outcome = store.store(at, Optional.empty(), document.first(product("a", 1)), late());

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(store.envelope(at, false, inTime())).isEmpty();
    }

    @Test
    void aCreationOfWhatIsThereIsLostAndChangesNothing() {
        document.create(product("a", 1));

        var outcome = store.store(at, Optional.empty(), document.first(product("a", 2)), inTime());

        assertThat(outcome).isEqualTo(Outcome.LOST);
        assertThat(document.json()).isEqualTo(product("a", 1));
    }

    @Test
    void ofConcurrentCreationsExactlyOneIsStored() throws Exception {
        var outcomes =
                concurrently(8, () -> store.store(at, Optional.empty(), document.first(product("a", 1)), inTime()));

        assertThat(outcomes).containsOnlyOnce(Outcome.STORED).contains(Outcome.LOST);
    }

    @Test
    void ofConcurrentReplacementsOfOneRevisionExactlyOneIsStored() throws Exception {
        document.create(product("a", 1));
        var seen = document.envelope();

        var outcomes = concurrently(
                8, () -> store.store(at, Optional.of(seen), document.next(seen, product("a", 2)), inTime()));

        assertThat(outcomes).containsOnlyOnce(Outcome.STORED).contains(Outcome.LOST);
        assertThat(document.envelope().revision()).isEqualTo(Revision.FIRST.next());
    }

    @Test
    void aWriteWhoseTurnDoesNotComeInTimeIsRefusedAsOneTooMany() throws InterruptedException {
        document.create(product("a", 1));
        try (var narrow = contract.open(ContractDatabase.uri(), 1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var held = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            threads.execute(() -> narrow.page(new Page("products", 1, ""), (id, body) -> isHeldUntil(done, held)));
            held.await();

            try {
                assertThatThrownBy(() -> narrow.envelope(at, false, soon())).isInstanceOf(Overloaded.class);
                assertThatThrownBy(() -> narrow.store(at, Optional.empty(), document.first(product("a", 2)), soon()))
                        .isInstanceOf(Overloaded.class);
            } finally {
                done.countDown();
            }
        }
        assertThat(document.json()).isEqualTo(product("a", 1));
    }

    private static boolean isHeldUntil(CountDownLatch done, CountDownLatch held) {
        held.countDown();
        try {
            done.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static Deadline soon() {
        return new Deadline(Instant.now(), SHORT, System::nanoTime);
    }

    private static Deadline late() {
        return new Deadline(Instant.now().minusSeconds(5), Duration.ofSeconds(2), () -> 0);
    }

    private static List<Outcome> concurrently(int times, Callable<Outcome> task) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Outcome>();
            for (var future : threads.invokeAll(
                    IntStream.range(0, times).mapToObj(i -> task).toList())) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }
}
