package io.percore.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Progress;
import io.percore.bundle.SharesStorePair;
import io.percore.bundle.StoreHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens meanwhile, no answer is one that a store without cache could not have given. */
@Order(36)
@SharesStorePair
@Timeout(value = 12, unit = TimeUnit.HOURS)
final class CoherenceIT {

    private static final int OPERATIONS = Integer.getInteger("percore.operations", 1_000);
    private static final List<String> ONLY =
            List.of(System.getProperty("percore.trouble", "").split(","));
    private static final int SHOWN = 10;
    private static final int HOT = 4;
    private static final int COLD = 300;

    /** Longer than the deadline of a write, the time limit of MongoDB beyond it, and their margins together. */
    static final Duration DOUBT = Duration.ofSeconds(5);

    private static Site site;

    @BeforeAll
    static void aWayToRedisForEachWorker(Bundle bundle) {
        site = Site.of(bundle);
    }

    @AfterAll
    static void asShipped() {
        site.close();
    }

    static Stream<Trouble> troubles() {
        return wanted(false);
    }

    static Stream<Trouble> troublesOfThePair() {
        return wanted(true);
    }

    private static Stream<Trouble> wanted(boolean aboutThePair) {
        return Stream.of(Trouble.values())
                .filter(trouble -> trouble.isAboutThePair() == aboutThePair)
                .filter(trouble -> ONLY.equals(List.of("")) || ONLY.contains(trouble.name()));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("troubles")
    void noAnswerContradictsAnother(Trouble trouble) {
        assertCoherent(trouble);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("troublesOfThePair")
    @StoreHost
    void noAnswerContradictsAnotherOnAPairOfStores(Trouble trouble) {
        site.pair();

        assertCoherent(trouble);
    }

    private static void assertCoherent(Trouble trouble) {
        site.awaitCached();
        try (var clients = Clients.start(site.bundle(), HOT, COLD)) {
            var begunAnew = true;
            do {
                begunAnew &= clients.pass(trouble, site);
            } while (clients.answered() < OPERATIONS);

            assertRight(trouble, clients.stop());
            assertThat(begunAnew).as("the cache is begun anew where it must be").isTrue();
        }
    }

    private static void assertRight(Trouble trouble, List<Operation> history) {
        var violations = new Checker(trouble.doubt()).violations(history);

        Progress.say("%s: %d operations, %d violations: %s"
                .formatted(trouble, history.size(), violations.size(), Clients.counts(history)));
        assertThat(violations.stream().limit(SHOWN)).as(trouble.toString()).isEmpty();
        assertThat(history)
                .as("answers of the edge's own")
                .anyMatch(operation -> operation.through().equals("edge from the cache"));
    }
}
