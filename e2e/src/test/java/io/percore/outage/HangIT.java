package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.FaultyWorkers;
import io.percore.bundle.Load;
import io.percore.fault.Fault;
import io.percore.fault.FaultPoint;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A worker that hangs is replaced, its requests are answered by others, and what its threads did is kept where it can still tell. */
@Order(56)
final class HangIT {

    // The watchdog's six seconds and a start without an AOT cache, with room for a busy machine.
    private static final Duration REPLACEMENT = Duration.ofSeconds(30);

    private static FaultyWorkers workers;

    private final Bundle bundle;

    HangIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @BeforeAll
    static void begin(Bundle bundle) {
        workers = new FaultyWorkers(bundle, bundle.workers());
    }

    @AfterAll
    static void asShipped() {
        workers.close();
    }

    @Test
    void aStoppedProcessIsReplaced() {
        var port = bundle.workers().getFirst();
        var pid = bundle.processes().get(port);

        replacedUnderLoad(() -> bundle.app().must("kill -STOP " + pid));

        assertThat(status()).containsPattern(port + ": last exit .*: hung: ended by the watchdog");
    }

    @Test
    void deadlockedThreadsAreFoundInTheDumpThatStatusNames() {
        var port = replacedUnderLoad(() -> workers.arm(FaultPoint.REQUEST, Fault.DEADLOCK));

        assertThat(status()).containsPattern(port + ": last exit .*: hung: ended by the watchdog");
        assertThat(newestDump(port)).contains("\"deadlock\"").contains("Fault.passDeadlock");
    }

    @Test
    void aSpinningHandlerIsFoundInTheDumpThatStatusNames() {
        var port = replacedUnderLoad(() -> workers.arm(FaultPoint.HANDLER, Fault.SPIN));

        assertThat(status()).containsPattern(port + ": last exit .*: hung: ended by the watchdog");
        assertThat(newestDump(port)).contains("virtual").contains("DocumentRoutes.collection");
    }

    @Test
    void anExhaustedHeapEndsTheWorker() {
        var port = replacedUnderLoad(() -> workers.arm(FaultPoint.HANDLER, Fault.EXHAUST_HEAP));

        assertThat(status()).containsPattern(port + ": last exit .*: exit 3: Java heap exhausted");
    }

    /** Has it happen to one worker, whichever; returns the port of that one when it is replaced and no client has lost a request. */
    private int replacedUnderLoad(Runnable trouble) {
        bundle.awaitServing();
        var before = bundle.processes();
        try (var load = Load.start(bundle)) {
            trouble.run();
            var hung = Await.until("a worker is replaced", REPLACEMENT, () -> replaced(before), port -> port > 0);
            bundle.awaitReady(hung);
            load.awaitMore(100);

            load.stopAndCompare();
            assertThat(load.slowOnOneConnection()).isLessThanOrEqualTo(1);
            return hung;
        }
    }

    private int replaced(Map<Integer, String> before) {
        return bundle.processes().entrySet().stream()
                .filter(worker ->
                        !worker.getValue().equals("0") && !worker.getValue().equals(before.get(worker.getKey())))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    private String status() {
        return bundle.app().must("/usr/local/lib/percore/status");
    }

    private String newestDump(int port) {
        return bundle.app()
                .must("cat \"$(/usr/local/lib/percore/status | sed -n 's/^%d: newest thread dump //p')\""
                        .formatted(port));
    }
}
