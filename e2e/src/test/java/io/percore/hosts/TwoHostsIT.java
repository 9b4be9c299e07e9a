package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Load;
import io.percore.bundle.Release;
import io.percore.bundle.SecondHost;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Of two application hosts one may be restarted, lost or deployed to, and no request is. */
@Order(90)
final class TwoHostsIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String BRIEFLY = "-e percore_watch=1";

    private static SecondHost second;

    private final Bundle bundle;

    TwoHostsIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @BeforeAll
    static void grow(Bundle bundle) {
        second = bundle.grow();
    }

    @AfterAll
    static void shrink() {
        second.close();
    }

    @Test
    void aRebootOfOneOfThemLosesNoRequest() {
        try (var load = Load.start(bundle)) {
            second.awaitAnswers();

            second.host().reboot();

            second.awaitAnswers();
            load.stopAndCompare();
        }
    }

    @Test
    void oneThatVanishesLosesNoRequest() {
        try (var load = Load.start(bundle)) {
            second.awaitAnswers();

            second.vanish();
            load.awaitMore(400);
            second.host().reboot();

            second.awaitAnswers();
            load.stopAndCompare();
        }
    }

    @Test
    void aDeployAndARollbackMoveTheWorkersOfBothWithoutALostRequest() {
        var shipped = bundle.release();
        var other = bundle.variant().marked("other");

        try (var load = Load.start(bundle)) {
            bundle.deploy(other, BRIEFLY).succeeded();
            assertMoved(other);

            bundle.rollback(BRIEFLY).succeeded();
            assertMoved(shipped);
            load.stopAndCompare();
        }
    }

    private void assertMoved(Release release) {
        assertThat(second.releases()).containsExactly(release.name());
        var receipt = bundle.app().must("cat $(ls -t /var/lib/percore/receipts/*.json | head -n 1)");
        assertThat(second.host().must("cat $(ls -t /var/lib/percore/receipts/*.json | head -n 1)"))
                .isEqualTo(receipt);
        var moved = JSON.readTree(receipt)
                .path("workers")
                .valueStream()
                .filter(worker -> worker.path("to").asString().equals(release.name())
                        && worker.path("result").asString().equals("moved"))
                .map(worker -> worker.path("host").asString() + ":"
                        + worker.path("port").asInt())
                .toList();
        assertThat(moved)
                .containsExactlyElementsOf(List.of("app", second.host().name()).stream()
                        .flatMap(host -> bundle.workers().stream().map(port -> host + ":" + port))
                        .toList());
    }
}
