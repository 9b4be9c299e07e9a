package io.percore.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Ask;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Crowd;
import io.percore.bundle.Progress;
import io.percore.bundle.SlowClients;
import io.percore.bundle.Tally;
import io.percore.bundle.Writers;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever connects and then dawdles holds a connection of the edge, and nothing that others need. */
@Order(35)
final class SlowClientsIT {

    private static final String UNENDING_BODY =
            "PUT /v1/products/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{";
    private static final int CLIENTS = 20;
    private static final Duration TIME = Duration.ofSeconds(3L * Integer.getInteger("percore.rounds", 1));
    private static final int A_SECOND = 100;
    private static final int MANY = 10_000;
    private static final int SOME = 2_000;
    private static final int DOCUMENTS = 50;

    private final Bundle bundle;
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    SlowClientsIT(Bundle bundle) {
        this.bundle = bundle;
    }

    static Stream<Arguments> manners() {
        return Stream.of(
                Arguments.argumentSet("that say nothing", MANY, ""),
                Arguments.argumentSet(
                        "whose headers do not end", SOME, "GET /v1/products/x HTTP/1.1\r\nHost: x\r\nA: "),
                Arguments.argumentSet("whose bodies do not end", SOME, UNENDING_BODY));
    }

    @ParameterizedTest
    @MethodSource("manners")
    void othersAreServedBesideThoseClients(int clients, String beginning) {
        try (var crowd = Crowd.of(bundle, CLIENTS)) {
            var alone = crowd.askAtRate(A_SECOND, TIME, this::readOrWrite);
            try (var slow = SlowClients.of(bundle, clients, beginning)) {
                var beside = crowd.askAtRate(A_SECOND, TIME, this::readOrWrite);

                say(slow.toString(), alone, beside);
                assertAllServed(beside);
            }
        }
    }

    @Test
    void othersAreServedBesideClientsThatCloseTheirHalfAfterARequest() {
        try (var crowd = Crowd.of(bundle, CLIENTS);
                var slow = SlowClients.of(bundle, SOME, "GET /v1/products/x HTTP/1.1\r\nHost: x\r\n\r\n")) {
            var alone = crowd.askAtRate(A_SECOND, TIME, this::readOrWrite);
            slow.closeTheirHalf();
            var beside = crowd.askAtRate(A_SECOND, TIME, this::readOrWrite);

            say(slow.toString(), alone, beside);
            assertAllServed(beside);
        }
    }

    @Test
    void aBodyThatComesAByteASecondIsGivenUp() {
        try (var slow = SlowClients.of(bundle, CLIENTS, UNENDING_BODY)) {
            Await.until("their connections are closed", Duration.ofSeconds(60), slow::open, open -> open == 0);
        }
    }

    private static void say(String whom, Tally alone, Tally beside) {
        Progress.say("beside %s: p99 %d ms, without them %d ms: %.1f times; %s"
                .formatted(
                        whom,
                        beside.served(0.99).toMillis(),
                        alone.served(0.99).toMillis(),
                        beside.served(0.99).toNanos()
                                / (double) alone.served(0.99).toNanos(),
                        beside));
    }

    private static void assertAllServed(Tally tally) {
        assertThat(tally.kinds().keySet()).as(tally.toString()).isSubsetOf("200", "201", "404 document-not-found");
    }

    private Ask readOrWrite(int number) {
        return number % 2 == 0
                ? Ask.replace(mark + "-" + number % DOCUMENTS, Writers.product("slow", number))
                : Ask.read(mark + "-" + (number - 1) * 7 % DOCUMENTS);
    }
}
