package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(20)
final class WorkersIT {

    private static final Duration RESTART = Duration.ofSeconds(30);

    private final Bundle bundle;

    WorkersIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void thereIsOneWorkerPerCoreAndAtLeastTwo() {
        var cores = Integer.parseInt(bundle.app().must("nproc"));

        assertThat(bundle.workers())
                .isEqualTo(
                        IntStream.range(8081, 8081 + Math.max(2, cores)).boxed().toList());
        assertThat(bundle.app().must("systemctl is-active 'percore@*.service'").lines())
                .containsOnly("active");
    }

    @Test
    void eachWorkerRunsOnOneCoreOfItsOwn() {
        var cores = bundle.workers().stream()
                .map(port -> bundle.app().must("taskset -cp " + pid(port)).replaceFirst(".*: ", ""))
                .toList();

        assertThat(cores).allMatch(core -> core.matches("\\d+"));
        assertThat(cores.stream().distinct().count())
                .isEqualTo(Math.min(cores.size(), Integer.parseInt(bundle.app().must("nproc"))));
    }

    @Test
    void eachWorkerListensOnItsOwnPortsOnLoopbackOnly() {
        var ports = bundle.workers().stream()
                .flatMap(port -> Stream.of(port, port + 1000))
                .toList();

        var listening = bundle.app().must("ss -Hltn | awk '{print $4}'").lines().toList();

        for (var port : ports) {
            assertThat(listening)
                    .filteredOn(address -> address.endsWith(":" + port))
                    .containsExactly("127.0.0.1:" + port);
        }
        for (var port : bundle.workers()) {
            assertThat(bundle.worker(port).list("products", "limit=1").worker()).isEqualTo(String.valueOf(port));
        }
    }

    @Test
    void theSandboxIsTight() {
        var verdict = bundle.app().must("systemd-analyze security --no-pager percore@8081.service | tail -n 1");

        var score = Double.parseDouble(verdict.replaceFirst(".*: ([0-9.]+).*", "$1"));
        assertThat(score).as(verdict).isLessThanOrEqualTo(1.5);
    }

    @Test
    void aKilledWorkerIsReplacedAndReady() {
        var port = bundle.workers().getFirst();
        var before = pid(port);

        bundle.app().must("systemctl kill -s KILL percore@%d.service".formatted(port));

        awaitReplaced(port, before);
        bundle.awaitReady(port);
    }

    @Test
    void theTargetStopsStartsAndRestartsAllWorkers() {
        var workers = bundle.workers();
        bundle.api().list("articles", "limit=9");

        bundle.app().must("systemctl stop percore.target");
        Await.until(
                "all workers are down", RESTART, () -> states(workers), states -> states.equals(List.of("inactive")));
        assertThat(bundle.api().list("products", "limit=1").status()).isEqualTo(502);
        assertThat(bundle.api().list("articles", "limit=9").header("Cache-Status"))
                .startsWith("percore-edge; hit; ttl=");

        bundle.app().must("systemctl start percore.target");
        bundle.awaitServing();
        var started = bundle.processes();

        bundle.app().must("systemctl restart percore.target");
        bundle.awaitServing();
        assertThat(bundle.processes()).allSatisfy((port, pid) -> assertThat(pid).isNotEqualTo(started.get(port)));
        assertThat(states(workers)).isEqualTo(List.of("active"));
    }

    @Test
    void reloadingNginxLosesNoRequestAndKeepsItsProcess() {
        var before = bundle.app().property("nginx", "MainPID");

        try (var load = Load.acrossReloads(bundle)) {
            for (int reload = 0; reload < 5; reload++) {
                bundle.app().must("systemctl reload nginx");
                load.awaitMore(40);
            }
            load.stopAndCompare();
        }

        assertThat(bundle.app().property("nginx", "MainPID")).isEqualTo(before);
    }

    private List<String> states(List<Integer> workers) {
        return workers.stream()
                .map(port -> bundle.app().property("percore@" + port, "ActiveState"))
                .distinct()
                .toList();
    }

    private String pid(int port) {
        return bundle.app().property("percore@" + port, "MainPID");
    }

    private void awaitReplaced(int port, String before) {
        Await.until(
                "worker " + port + " is replaced after its kill",
                RESTART,
                () -> pid(port),
                pid -> !pid.equals("0") && !pid.equals(before));
    }
}
