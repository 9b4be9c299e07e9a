package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Host;
import io.percore.bundle.Load;
import io.percore.bundle.PlaybookRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(10)
final class ProvisioningIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 2);
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);

    // Nor was tried: a unit whose conditions a container does not meet was.
    private static final String NEVER_STARTED = """
            for unit in $(systemctl list-unit-files --no-legend --state=enabled | awk '$1 !~ /@[.]/ {print $1}'); do
                wanted=$(systemctl show --property=WantedBy,RequiredBy --value $unit)
                systemctl is-active --quiet ${wanted:-none.target} || continue
                systemctl show --property=Id,ActiveState,ConditionTimestampMonotonic --value $unit | xargs
            done | grep 'inactive 0$' || true""";

    private final Bundle bundle;

    ProvisioningIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void checkModeFindsNothingToChange() {
        var run = bundle.provision("--check").succeeded();

        assertThat(run.changed().values()).as(run.output().text()).isNotEmpty().containsOnly(0);
    }

    @Test
    void whatIsEnabledIsActiveAndNotOnlyAfterTheNextBoot() {
        assertThat(bundle.hosts()).allSatisfy(host -> {
            assertThat(host.must("systemctl is-active logrotate.timer")).isEqualTo("active");
            assertThat(host.must(NEVER_STARTED).lines()).as(host.name()).isEmpty();
        });
    }

    @Test
    void oneWorkerMoreIsExactlyOneUnitAndOneUpstreamEntryMoreAndOfThreeTwoMayDie() {
        var workers = bundle.workers();
        var before = processes();
        var added = workers.getLast() + 1;

        bundle.provision("--limit app -e percore_workers=" + (workers.size() + 1))
                .succeeded();

        assertThat(bundle.workers()).containsAll(workers).contains(added).hasSize(workers.size() + 1);
        assertThat(upstreams()).containsExactlyElementsOf(bundle.workers());
        assertThat(processes()).containsAll(before);
        bundle.awaitReady(added);
        ofThreeWorkersTwoMayBeKilled();
        new PoisonTrial(bundle).run();
        before = processes();

        bundle.provision("--limit app -e percore_workers=" + workers.size()).succeeded();

        assertThat(bundle.workers()).isEqualTo(workers);
        assertThat(upstreams()).isEqualTo(workers);
        assertThat(before).containsAll(processes());
    }

    // Here, since another number of workers costs two runs of the playbook.
    private void ofThreeWorkersTwoMayBeKilled() {
        try (var load = Load.start(bundle)) {
            for (var round = 0; round < ROUNDS; round++) {
                var workers = new ArrayList<>(bundle.workers());
                Collections.shuffle(workers);
                bundle.kill(workers.subList(0, 2));
                load.awaitMore(100);
            }
            load.stopAndCompare();
        }
    }

    @Test
    void workersOnOtherPortsServeBeforeTheFormerOnesGo() {
        var former = bundle.workers();
        var first = former.getLast() + 1;
        bundle.app().must("prlimit --pid $(cat /run/nginx.pid) --nofile=1024:");

        assertThat(statusesWhile(() -> bundle.provision("--limit app -e percore_first_port=" + first)))
                .containsOnly(200);
        assertThat(bundle.workers()).hasSameSizeAs(former).startsWith(first);
        assertThat(upstreams()).isEqualTo(bundle.workers());
        // An nginx that ran before its unit had a limit gets it without a restart.
        assertThat(bundle.app().must("sed -n 's/^Max open files *//p' /proc/$(pgrep -n -u www-data nginx)/limits"))
                .doesNotStartWith("1024 ");

        assertThat(statusesWhile(() -> bundle.provision("--limit app"))).containsOnly(200);
        assertThat(bundle.workers()).isEqualTo(former);
    }

    private Set<Integer> statusesWhile(Supplier<PlaybookRun> playbook) {
        var run = CompletableFuture.supplyAsync(playbook);
        var statuses = new HashSet<Integer>();
        while (!run.isDone()) {
            statuses.add(bundle.api().list("products", "limit=1").status());
            LockSupport.parkNanos(BETWEEN_READS.toNanos());
        }
        run.join().succeeded();
        return statuses;
    }

    @Test
    void aWrongVariableStopsBeforeAnythingIsTouched() {
        var run = bundle.provision("-e percore_workers=several");

        assertThat(run.output().exitCode()).isNotZero();
        assertThat(run.output().text()).contains("percore_workers");
        assertThat(run.changed().values()).containsOnly(0);
    }

    private List<Integer> upstreams() {
        return bundle.app()
                .must("nginx -T 2> /dev/null | sed -n '/backup/d; s/^ *server 127.0.0.1:\\([0-9]*\\).*/\\1/p'")
                .lines()
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /** Every service's main process, on all hosts. */
    private List<String> processes() {
        return bundle.hosts().stream()
                .flatMap(host -> services(host).stream().map(service -> host.name() + " " + service))
                .toList();
    }

    private static List<String> services(Host host) {
        var units = host.must("systemctl list-units --plain --no-legend --type=service --state=running"
                        + " | awk '{print $1}' | grep -E '^(percore|nginx|redis|postgresql|ferretdb)'")
                .lines()
                .collect(Collectors.joining(" "));
        return host.must("for unit in " + units + "; do echo $unit $(systemctl show --value -p MainPID $unit); done")
                .lines()
                .sorted()
                .toList();
    }
}
