package io.percore.fuzz;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.percore.bundle.Ask;
import io.percore.bundle.Bundle;
import io.percore.bundle.Crowd;
import io.percore.bundle.Progress;
import io.percore.bundle.Tally;
import io.percore.bundle.Writers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mutated requests at the edge's socket: each is answered once and as HTTP has it, none harms a process, and none touches a document
 * that it did not name.
 *
 * <p>{@code -Dpercore.requests=1000000} is the long form. {@code -Dpercore.seed=N} makes the same requests again, with {@code
 * -Dpercore.first=N -Dpercore.requests=1} a single one of them.
 */
@Order(26)
final class FuzzIT {

    private static final long SEED =
            Long.getLong("percore.seed", ThreadLocalRandom.current().nextInt());
    private static final long FIRST = Long.getLong("percore.first", 0);
    private static final long REQUESTS = Long.getLong("percore.requests", 5000);
    private static final int A_SECOND = Integer.getInteger("percore.rate", 500);

    private static final int CLIENTS = 10;
    private static final int BESIDE_A_SECOND = 100;
    private static final Duration ALONE = Duration.ofSeconds(Math.clamp(REQUESTS / A_SECOND / 10, 2, 60));

    private final Bundle bundle;
    private final String mark = "beside-" + UUID.randomUUID();

    FuzzIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    @Timeout(3600)
    void noRequestDoesWhatItMustNot() {
        var edge = bundle.directEdge();
        var bystanders = Bystanders.store(bundle.api());
        var fuzzer = new Fuzzer(SEED, new InetSocketAddress(edge.getHost(), edge.getPort()), bystanders);
        var footprint = new Footprint(bundle);
        try (var others = Crowd.of(bundle, CLIENTS)) {
            var alone = others.askAtRate(BESIDE_A_SECOND, ALONE, this::readOrWrite);

            var beside = CompletableFuture.supplyAsync(() ->
                    others.askAtRate(BESIDE_A_SECOND, Duration.ofSeconds(1 + REQUESTS / A_SECOND), this::readOrWrite));
            fuzzer.send(FIRST, REQUESTS, A_SECOND);

            say(fuzzer.traces(), alone, beside.join());
            assertUnharmed(fuzzer, footprint);
        }
    }

    private static void say(Traces traces, Tally alone, Tally beside) {
        Progress.say("seed %d, requests %d to %d: %s".formatted(SEED, FIRST, FIRST + REQUESTS - 1, traces));
        Progress.say("others: p99 %.1f ms alone, %.1f ms beside: %.2f times; %s"
                .formatted(
                        alone.served(0.99).toNanos() / 1e6,
                        beside.served(0.99).toNanos() / 1e6,
                        beside.served(0.99).toNanos()
                                / (double) alone.served(0.99).toNanos(),
                        beside));
    }

    private void assertUnharmed(Fuzzer fuzzer, Footprint footprint) {
        var again = "-Dpercore.seed=" + SEED;
        var strangers = footprint.writtenBeside(document ->
                document.startsWith("products/" + mark) || fuzzer.traces().wrote(document));
        assertSoftly(softly -> {
            softly.assertThat(fuzzer.findings().all()).as(again).isEmpty();
            softly.assertThat(strangers)
                    .as("written and not asked for, " + again)
                    .hasSizeLessThanOrEqualTo(fuzzer.traces().untold());
            softly.assertThat(footprint.replaced()).as("processes").isEmpty();
            softly.assertThat(footprint.errors()).as("the workers' journal").isEmpty();
            softly.assertThat(footprint.edgeErrors()).as("the edge's errors").isEmpty();
            softly.assertThat(footprint.brokenLogLines())
                    .as("lines of the access log")
                    .isEmpty();
        });
    }

    private Ask readOrWrite(int number) {
        return number % 2 == 0
                ? Ask.replace(mark + "-" + number % 50, Writers.product("beside", number))
                : Ask.read(mark + "-" + (number - 1) % 50);
    }
}
