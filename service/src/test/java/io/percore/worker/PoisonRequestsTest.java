package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.refusal.StateRefusal.RequestCrashesWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoisonRequestsTest {
    private final OperationKey poison = operation(1);

    @TempDir
    Path folder;

    private InFlightTable table;
    private PoisonRequests requests;

    @BeforeEach
    void open() throws IOException {
        table = InFlightTable.open(folder);
        requests = new PoisonRequests(Optional.of(table));
    }

    @Test
    void aRequestThatEndedOneLifeIsWorkedOn() throws IOException {
        endedOn(poison);
        var done = new ArrayList<String>();

        requests.work(table, poison, () -> done.add("worked on"));

        assertThat(done).containsExactly("worked on");
    }

    @Test
    void aRequestThatEndedTwoLivesIsRefusedEachTime() throws IOException {
        endedOn(poison);
        endedOn(poison);

        for (var time = 0; time < 2; time++) {
            assertThatThrownBy(() -> requests.work(table, poison, this::mustNotRun))
                    .isInstanceOf(RequestCrashesWorkers.class);
        }
    }

    @Test
    void suspectsAreWorkedOnOneAtATime() throws Exception {
        endedOn(poison);
        endedOn(operation(2));
        var order = new ConcurrentLinkedQueue<String>();
        var second = Thread.ofVirtual().unstarted(() -> requests.work(table, operation(2), () -> order.add("second")));

        requests.work(table, poison, () -> {
            second.start();
            awaitWaiting(second);
            order.add("first");
        });
        second.join();

        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void aSuspectDoesNotHoldUpOthers() throws IOException {
        endedOn(poison);
        var done = new ArrayList<String>();

        requests.work(table, poison, () -> requests.work(table, operation(2), () -> done.add("other")));

        assertThat(done).containsExactly("other");
    }

    @Test
    void withoutAFolderThereIsNoTable() {
        assertThat(PoisonRequests.table(Map.of())).isEmpty();
        assertThat(PoisonRequests.table(Map.of("RUNTIME_DIRECTORY", folder + "/absent")))
                .isEmpty();
        assertThat(PoisonRequests.table(Map.of("RUNTIME_DIRECTORY", folder.toString())))
                .isPresent();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private void mustNotRun() {
        throw new AssertionError("it was worked on");
    }

    private void endedOn(OperationKey operation) throws IOException {
        try (var life = InFlightTable.open(folder)) {
            life.begin(life.enter(operation));
        }
    }

    private static OperationKey operation(long number) {
        return new OperationKey(System.currentTimeMillis(), number << 32, number);
    }
}
