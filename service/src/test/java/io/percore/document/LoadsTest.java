package io.percore.document;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.refusal.StateRefusal.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoadsTest {
    private static final Address AT = new Address("notes", "a");

    private final AtomicInteger joined = new AtomicInteger();
    private final Loads<Address, Integer> loads = new Loads<>(joined::incrementAndGet);
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        answer.countDown();
        readers.close();
    }

    @Test
    void whoComesDuringALoadSharesTheNextOne() throws Exception {
        var first = readers.submit(() -> loads.load(AT, this::hangsOnce));
        begun.await();

        var later = laterReaders();
        answer.countDown();

        assertThat(first.get(5, SECONDS)).isEqualTo(1);
        for (var reader : later) {
            assertThat(reader.get(5, SECONDS)).isGreaterThan(1);
        }
        assertThat(count).hasValueLessThan(1 + later.size());
        assertThat(joined).hasValue(1 + later.size() - count.get());
    }

    @Test
    void readersAfterALoadLoadAnew() {
        assertThat(loads.load(AT, address -> count.incrementAndGet())).isEqualTo(1);
        assertThat(loads.load(AT, address -> count.incrementAndGet())).isEqualTo(2);
    }

    @Test
    void otherDocumentsDoNotWait() throws Exception {
        var first = readers.submit(() -> loads.load(AT, this::hangsOnce));
        begun.await();

        assertThat(loads.load(new Address("notes", "b"), address -> 5)).isEqualTo(5);
        assertThat(first).isNotDone();
    }

    @Test
    void aFailureIsToldToWhoWaitsAndForgottenThen() throws Exception {
        var first = readers.submit(() -> loads.load(AT, address -> {
            hangsOnce(address);
            throw new StoreUnavailable();
        }));
        begun.await();
        var later = laterReaders();
        answer.countDown();

        assertThatThrownBy(() -> first.get(5, SECONDS)).hasCauseInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> later.getFirst().get(5, SECONDS)).hasCauseInstanceOf(StoreUnavailable.class);
        assertThat(loads.load(AT, address -> 7)).isEqualTo(7);
    }

    /** Ten who have joined before this returns: each of them is parked on the load that is on its way. */
    private List<Future<Integer>> laterReaders() {
        var threads = new ArrayList<Thread>();
        var later = new ArrayList<Future<Integer>>();
        for (var left = 10; left > 0; left--) {
            later.add(readers.submit(() -> {
                synchronized (threads) {
                    threads.add(Thread.currentThread());
                }
                return loads.load(AT, address -> count.incrementAndGet());
            }));
        }
        while (!allWait(threads, later.size())) {
            Thread.onSpinWait();
        }
        return later;
    }

    private static boolean allWait(List<Thread> threads, int all) {
        synchronized (threads) {
            return threads.size() == all
                    && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
        }
    }

    private int hangsOnce(Address at) {
        begun.countDown();
        try {
            answer.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return count.incrementAndGet();
    }
}
