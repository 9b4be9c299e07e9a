package io.percore.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Output;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Planned stops take one worker at a time, whoever asks for them. */
@Order(54)
final class TurnIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 1);

    private final Bundle bundle;

    TurnIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void restartsAtTheSameMomentTakeTurnsAndLoseNoRequest() {
        var before = bundle.processes();

        assertOneAtATime(() -> together(bundle.workers().stream()
                .map("systemctl restart percore@%d"::formatted)
                .toList()));

        assertAllReplaced(before);
    }

    @Test
    void aRestartOfTheTargetTakesOneWorkerAfterTheOther() {
        var before = bundle.processes();

        assertOneAtATime(() -> together(List.of("systemctl restart percore.target")));

        assertAllReplaced(before);
    }

    @Test
    void aRestartThatBecomesAStopDoesNotWaitForItsTurn() {
        var held = bundle.workers().getFirst();
        var waiting = bundle.workers().getLast();
        bundle.app().must("kill -STOP " + bundle.processes().get(held));
        try {
            bundle.app().must("systemctl restart --no-block percore@" + waiting);
            Await.until(
                    "the restart waits",
                    Duration.ofSeconds(10),
                    () -> bundle.app()
                            .run("journalctl --unit percore@%d --lines 5".formatted(waiting))
                            .text(),
                    text -> text.contains("waits for its turn: percore@" + held));

            bundle.app().must("timeout 10 systemctl stop percore@" + waiting);

            assertThat(bundle.app().property("percore@" + waiting, "ActiveState"))
                    .isEqualTo("inactive");
        } finally {
            bundle.app().must("systemctl start percore@" + waiting);
            bundle.awaitServing();
        }
    }

    @Test
    void aStopOfTheTargetWaitsForNoTurn() {
        bundle.app().must("systemctl restart --no-block percore.target && timeout 40 systemctl stop percore.target");

        try {
            Await.until("all workers are down", Duration.ofSeconds(40), this::states, Set.of("inactive")::containsAll);
            bundle.app().must("systemctl start percore-recycle.service");
        } finally {
            bundle.app().must("systemctl start percore.target");
            bundle.awaitServing();
        }
    }

    @Test
    void aWorkerThatDiesWhileItHasTheTurnHoldsNobodyBack() {
        var dies = bundle.workers().getFirst();
        var waits = bundle.workers().getLast();
        var before = bundle.processes();

        bundle.app().must("""
                life=$(systemctl show --value --property=InvocationID percore@%1$d)
                systemctl restart --no-block percore@%1$d
                timeout 20 sh -c "until grep -q $life /run/percore/turn; do :; done"
                kill -9 %2$s && timeout 60 systemctl restart percore@%3$d""".formatted(dies, before.get(dies), waits));

        bundle.awaitServing();
        assertAllReplaced(Map.of(dies, before.get(dies), waits, before.get(waits)));
    }

    private void assertOneAtATime(Runnable restarts) {
        try (var writers = Writers.start(bundle.api(), "turn", 4)) {
            var done = new AtomicBoolean();
            var fewest = CompletableFuture.supplyAsync(() -> fewestServing(done));
            for (int round = 0; round < ROUNDS; round++) {
                restarts.run();
            }
            done.set(true);
            writers.stop();

            assertThat(fewest.join()).isEqualTo(bundle.workers().size() - 1);
            assertThat(writers.refusals()).isEmpty();
            assertThat(writers.lost(bundle.worker(bundle.workers().getFirst()))).isEmpty();
            assertThat(writers.twice()).isEmpty();
        }
    }

    /** How many workers were ready at the worst of many moments. */
    private int fewestServing(AtomicBoolean done) {
        var workers = bundle.workers();
        var fewest = workers.size();
        while (!done.get()) {
            fewest = Math.min(
                    fewest, (int) workers.stream().filter(this::isReady).count());
        }
        return fewest;
    }

    private boolean isReady(int port) {
        try {
            return bundle.admin(port).get("/ready").status() == 200;
        } catch (RuntimeException unreachable) {
            return false;
        }
    }

    private void together(List<String> commands) {
        commands.stream()
                .map(command -> CompletableFuture.supplyAsync(() -> bundle.app().run(command)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .forEach(Output::succeeded);
        bundle.awaitServing();
    }

    private Set<String> states() {
        return bundle.app()
                .must("systemctl show --value --property=ActiveState 'percore@*.service'")
                .lines()
                .filter(state -> !state.isEmpty())
                .collect(Collectors.toSet());
    }

    private void assertAllReplaced(Map<Integer, String> before) {
        var after = bundle.processes();
        assertThat(before).allSatisfy((port, pid) -> assertThat(after.get(port)).isNotIn(pid, "0", null));
    }
}
