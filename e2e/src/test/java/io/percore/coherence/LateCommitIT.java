package io.percore.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Progress;
import io.percore.bundle.SharesStorePair;
import io.percore.bundle.StoreHost;
import io.percore.bundle.StorePair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A write that becomes visible long after its intent ran out, since the store waited for a copy: no reader sees less than another before. */
@Order(37)
@StoreHost
@SharesStorePair
@Timeout(value = 12, unit = TimeUnit.HOURS)
final class LateCommitIT {

    private static final int ROUNDS = Integer.getInteger("percore.rounds", 1);
    private static final int DOCUMENTS = Integer.getInteger("percore.documents", 3);

    /** Nothing is later than a round is long. */
    private static final Duration DOUBT = Duration.ofMinutes(1);

    private final Bundle bundle;
    private final StorePair pair;

    LateCommitIT(Bundle bundle) {
        this.bundle = bundle;
        this.pair = bundle.pair();
    }

    @ParameterizedTest
    @EnumSource
    void noReaderSeesLessThanAnotherBefore(LateCommit late) {
        var caught = new ArrayList<List<Violation>>();
        for (var round = 1; round <= ROUNDS; round++) {
            var history = new LateRound(bundle, pair, late, DOCUMENTS).run();
            var violations = new Checker(DOUBT).violations(history);
            if (!violations.isEmpty()) {
                caught.add(violations);
            }
            Progress.say("%s, round %d: %d operations, %d violations about %d documents of %d; %d rounds with any"
                    .formatted(
                            late,
                            round,
                            history.size(),
                            violations.size(),
                            violations.stream()
                                    .map(violation -> violation.second().key())
                                    .distinct()
                                    .count(),
                            DOCUMENTS,
                            caught.size()));
        }

        assertThat(caught.stream().map(List::getFirst))
                .as("the first violation of each of %d rounds of %d", caught.size(), ROUNDS)
                .isEmpty();
    }
}
