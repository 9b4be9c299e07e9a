package io.percore.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Progress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker finds each rule of the cache that is broken, or its silence would prove nothing. */
@Order(34)
@Timeout(value = 12, unit = TimeUnit.HOURS)
final class MutantIT {

    private static final int OPERATIONS = Integer.getInteger("percore.operations", 100_000);

    private static final int HOT = 2;

    private static Site site;

    @BeforeAll
    static void aWayToRedisForEachWorker(Bundle bundle) {
        site = Site.of(bundle);
    }

    @AfterAll
    static void asShipped() {
        site.close();
    }

    // Workers bring their own functions where there are none, and a new generation knows nothing of these.
    @AfterEach
    void ownFunctions() {
        site.redis().ask("FUNCTION DELETE percore");
        site.redis().ask("FLUSHALL");
        site.awaitCached();
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRuleIsFound(Mutant mutant) {
        var operations = 0;
        var violations = List.<Violation>of();
        while (violations.isEmpty() && operations < OPERATIONS) {
            var history = history(mutant);
            operations += history.size();
            violations = new Checker(CoherenceIT.DOUBT).violations(history);
        }

        Progress.say("%s: in %d operations %s".formatted(mutant, operations, violations));
        assertThat(violations).as(mutant.toString()).isNotEmpty();
    }

    // Each time anew: a trouble may end with a Redis that knows nothing of them.
    private static List<Operation> history(Mutant mutant) {
        site.redis().load(mutant.functions());
        site.awaitCached();
        try (var clients = Clients.start(site.bundle(), HOT, mutant.cold())) {
            clients.pass(mutant.trouble(), site);
            return clients.stop();
        }
    }
}
