package io.percore.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Ask;
import io.percore.bundle.Bundle;
import io.percore.bundle.Crowd;
import io.percore.bundle.Progress;
import io.percore.bundle.Tally;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Three times what the host can take: what it can take it does, and refuses the rest quickly. */
@Order(34)
final class OverloadIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 1);
    private static final Duration WARM_UP = Duration.ofSeconds(5L * ROUNDS);
    private static final Duration CAPACITY = Duration.ofSeconds(5);
    private static final Duration OVERLOAD = Duration.ofSeconds(8L * ROUNDS);
    private static final int SATURATING = 32;
    private static final int CLIENTS = 2000;
    // So many that the store does not slow down by what it keeps of each one's last writes.
    private static final int DOCUMENTS = 5000 * ROUNDS;

    private final Bundle bundle;
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    OverloadIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void theExcessIsRefusedAtOnceAndTheRestServed() {
        var workers = bundle.processes();
        try (var few = Crowd.of(bundle, SATURATING);
                var many = Crowd.of(bundle, CLIENTS)) {
            // Hosts that have just booted compile their code first.
            few.keepAsking(WARM_UP, this::write);
            var capacity = few.keepAsking(CAPACITY, this::write);
            Progress.say("capacity: " + capacity);
            var before = refusedByEdge();

            var overload = many.askAtRate(3 * capacity.servedASecond(), OVERLOAD, this::write);
            var refusedByEdge = refusedByEdge() - before;
            var after = few.keepAsking(CAPACITY, this::write);

            Progress.say("three times as much: %s; %.0f refused by the edge".formatted(overload, refusedByEdge));
            Progress.say(
                    "within twice the p99 at capacity: %.0f %% of the capacity, %.0f %% of what the clients left of it"
                            .formatted(
                                    share(overload, capacity), share(overload, capacity) / left(overload, capacity)));
            Progress.say("afterwards: " + after);
            assertServedOrRefused(overload);
            assertThat(refusedByEdge).isPositive();
            assertThat(after.kinds().keySet()).as(after.toString()).isSubsetOf("200", "201");
            assertThat(bundle.processes()).isEqualTo(workers);
        }
    }

    private static void assertServedOrRefused(Tally overload) {
        assertThat(overload.kinds().keySet())
                .as(overload.toString())
                .isSubsetOf("200", "201", "503 overloaded", "503 store-unavailable");
        // How many are served in time is printed, not judged: clients and servers share the cores of one machine here.
        assertThat(overload.served()).isPositive();
        assertThat(overload.refused()).isPositive();
        assertThat(overload.withoutRetryAfter()).isZero();
    }

    private double refusedByEdge() {
        return bundle.edgeCounter("percore_edge_overloads_total");
    }

    /** In percent of the requests that the host could have served in that time. */
    private static double share(Tally overload, Tally capacity) {
        var limit = capacity.served(0.99).multipliedBy(2);
        return 100 * overload.servedWithin(limit) / (capacity.servedASecond() * OVERLOAD.toSeconds());
    }

    /** Clients and servers share the cores of one machine, and three times as many requests cost the clients more of them. */
    private static double left(Tally overload, Tally capacity) {
        var cores = Runtime.getRuntime().availableProcessors();
        return (cores - overload.coresOfClients()) / (cores - capacity.coresOfClients());
    }

    private Ask write(int number) {
        return Ask.replace(mark + "-" + number % DOCUMENTS, Writers.product("overload", number));
    }
}
