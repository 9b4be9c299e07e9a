package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import io.percore.bundle.Writers;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The edge is changed while requests go through it, and none of them notices. */
@Order(27)
final class EdgeUpkeepIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String UPGRADE =
            "DEBIAN_FRONTEND=noninteractive apt-get install --yes --reinstall nginx nginx-common libnginx-mod-http-lua redis-server";

    private final Bundle bundle;

    EdgeUpkeepIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void aChangedConfigurationIsPutToUseWithoutALostRequest() {
        var master = process("nginx");

        try (var load = Load.acrossReloads(bundle)) {
            bundle.provision("--limit app -e percore_max_body=65536").succeeded();
            Await.until(
                    "the edge refuses the document",
                    SOON,
                    this::large,
                    answer -> answer.worker().isEmpty());

            bundle.provision("--limit app").succeeded();
            Await.until(
                    "a worker refuses it",
                    SOON,
                    this::large,
                    answer -> !answer.worker().isEmpty());
            load.stopAndCompare();
        }

        assertThat(process("nginx")).isEqualTo(master);
    }

    @Test
    void anInvalidConfigurationIsRefusedAndTheOneInUseStays() {
        var before = configuration();
        var processes = bundle.app().must("pgrep nginx");

        var run = bundle.provision("--limit app -e percore_edge_workers=several");

        assertThat(run.output().exitCode()).isNotZero();
        assertThat(run.output().text())
                .contains("\"worker_processes\" directive invalid value in /etc/nginx/candidate/nginx.conf:");
        assertThat(configuration()).isEqualTo(before);
        assertThat(bundle.app().must("pgrep nginx")).isEqualTo(processes);
    }

    @Test
    void anUpgradeOfThePackagesOfNginxAndRedisLosesNoRequest() {
        var nginx = process("nginx");
        var started = startOfNginx();
        var redis = process("redis-server");

        try (var load = Load.acrossReloads(bundle)) {
            bundle.app().must("apt-get update && " + UPGRADE);
            load.awaitMore(80);
            load.stopAndCompare();
        }

        assertThat(process("nginx")).isNotEqualTo(nginx);
        assertThat(process("redis-server")).isNotEqualTo(redis);
        assertThat(startOfNginx()).as("exchanged, not restarted").isEqualTo(started);
    }

    private Answer large() {
        return bundle.api().create("products", Writers.product("x".repeat(70_000), 1));
    }

    private String startOfNginx() {
        return bundle.app().property("nginx", "ActiveEnterTimestampMonotonic");
    }

    private String process(String unit) {
        return bundle.app().property(unit, "MainPID");
    }

    private String configuration() {
        return bundle.app().must("nginx -T 2> /dev/null | sha256sum");
    }
}
