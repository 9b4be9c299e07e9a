package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Refusal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClaimTest {
    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");
    private static final Instant END = NOW.plusSeconds(4);
    private static final IdempotencyKey KEY = new IdempotencyKey("k");

    private final Claim first = Claim.first(KEY, delete("ada", "1"), END);
    private final Claim again = Claim.first(KEY, delete("ada", "1"), END.plusSeconds(2));

    @Test
    void anotherRequestIsRefusedWhetherTheFirstWasAnsweredOrNot() {
        var other = Claim.first(KEY, delete("eve", "1"), END);

        assertThat(refusal(first, other, END)).isEqualTo("key-reused");
        assertThat(refusal(first.answered(applied()), other, END)).isEqualTo("key-reused");
    }

    @Test
    void whatWasAnsweredIsAnsweredAgain() {
        var answered = first.answered(applied());

        assertThat(answered.continuedBy(again, NOW)).isEqualTo(answered);
    }

    @Test
    void aSecondTryWaitsForTheEndOfTheFirst() {
        assertThat(refusal(first, again, END.minusMillis(1))).isEqualTo("key-in-flight");
    }

    @Test
    void afterItsEndARequestGoesOnUnderItsFirstOperation() {
        var next = first.continuedBy(again, END);

        assertThat(next.operation()).isEqualTo(first.operation());
        assertThat(next.revision()).isEqualTo(Revision.FIRST.next());
        assertThat(next.until()).isEqualTo(again.until());
    }

    @Test
    void theEdgesOwnRetryGoesOnAtOnce() {
        var retry = new Claim(KEY, Revision.FIRST, first.request(), first.operation(), again.until(), Optional.empty());

        assertThat(first.continuedBy(retry, NOW).until()).isEqualTo(again.until());
    }

    @Test
    void whatNobodyWorksOnAnyMoreGoesOnAtOnce() {
        assertThat(first.left().continuedBy(again, NOW).operation()).isEqualTo(first.operation());
    }

    private Applied applied() {
        return new Applied(first.operation(), new Revision(2), Applied.Kind.DELETED);
    }

    private static Write delete(String id, String revision) {
        var tags = EntityTags.of("If-Match", "\"" + revision + "\"");
        var preconditions = new Preconditions(Optional.of(tags), Optional.empty());
        return new Write(new Address("users", id), OperationId.at(NOW), preconditions, new Change.Delete());
    }

    private static String refusal(Claim seen, Claim later, Instant now) {
        return catchThrowableOfType(Refusal.class, () -> seen.continuedBy(later, now))
                .code();
    }
}
