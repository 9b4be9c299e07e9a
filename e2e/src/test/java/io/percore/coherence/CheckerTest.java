package io.percore.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Times are in nanoseconds; a write without an answer is stored 100 after its client gave up, or never. */
final class CheckerTest {

    private static final Checker CHECKER = new Checker(Duration.ofNanos(100));
    private static final long A = 0xa;
    private static final long B = 0xb;
    private static final long C = 0xc;

    private static final Operation CREATED = at(0, 10, Asked.put(A), Told.revision(201, 1));
    private static final Operation REPLACED = at(20, 30, Asked.put(B), Told.revision(200, 2));

    @Test
    void aLifeInTurnIsRight() {
        assertRight(
                at(0, 1, Asked.read(), Told.status(404)),
                at(2, 3, Asked.put(A).ifNew(), Told.revision(201, 1)),
                at(4, 5, Asked.read(), Told.document(1, A)),
                at(6, 7, Asked.patch(B).ifMatch(1), Told.revision(200, 2)),
                at(8, 9, Asked.read(), Told.revision(304, 2)),
                at(10, 11, Asked.delete(), Told.status(204)),
                at(12, 13, Asked.patch(0xd), Told.status(404)),
                at(14, 15, Asked.put(0xe).ifMatch(2), Told.status(412)),
                at(16, 17, Asked.put(C), Told.revision(201, 4)),
                at(18, 19, Asked.put(0xf).ifNew(), Told.status(412)),
                at(20, 21, Asked.delete().ifMatch(2), Told.revision(412, 4)),
                at(22, 23, Asked.delete().ifMatch(4), Told.status(204)),
                at(24, 25, Asked.read(), Told.status(404)));
    }

    @Test
    void whileAWriteIsUnderWayEitherStateIsRightUntilTheNewOneWasSeen() {
        var write = at(20, 60, Asked.put(B), Told.revision(200, 2));
        var before = at(25, 35, Asked.read(), Told.document(1, A));
        var after = at(25, 35, Asked.read(), Told.document(2, B));

        assertRight(CREATED, write, before, after);
        assertWrong(Rule.ORDER, CREATED, write, after, at(36, 40, Asked.read(), Told.document(1, A)));
    }

    @Test
    void writesThatOverlapMayBeStoredInAnyOrder() {
        assertRight(
                CREATED,
                at(20, 40, Asked.put(B), Told.revision(200, 3)),
                at(21, 41, Asked.put(C), Told.revision(200, 2)),
                at(22, 42, Asked.delete(), Told.status(204)),
                at(23, 43, Asked.put(0xd), Told.revision(201, 5)),
                at(24, 44, Asked.read(), Told.status(404)),
                at(50, 51, Asked.read(), Told.document(5, 0xd)));
    }

    @Test
    void deletesThatNameNoRevisionArePutWhereTheyFit() {
        assertRight(
                CREATED,
                at(20, 90, Asked.delete(), Told.status(204)),
                at(21, 40, Asked.delete(), Told.status(204)),
                at(22, 91, Asked.put(B), Told.revision(201, 3)),
                at(50, 60, Asked.read(), Told.document(3, B)),
                at(92, 93, Asked.read(), Told.status(404)));
    }

    @Test
    void aReadAfterADeleteShowsNoEarlierRevision() {
        var deleted = at(20, 30, Asked.delete(), Told.status(204));

        assertWrong(Rule.ORDER, CREATED, deleted, at(31, 40, Asked.read(), Told.document(1, A)));
    }

    @Test
    void anAnswerThatIsMarkedAsStaleMayBeOldButMustHaveBeenWritten() {
        assertRight(CREATED, REPLACED, at(40, 50, Asked.read(), Told.staleDocument(1, A)));
        assertWrong(Rule.BODY, CREATED, REPLACED, at(40, 50, Asked.read(), Told.staleDocument(1, C)), sent(C));
    }

    @Test
    void aReadShowsNoEarlierRevision() {
        var old = at(40, 50, Asked.read(), Told.document(1, A));

        var violation = only(CREATED, REPLACED, old);

        assertThat(violation).isEqualTo(new Violation(Rule.ORDER, REPLACED, old));
        assertThat(violation.toString()).contains("ORDER", "key k", REPLACED.toString(), old.toString());
    }

    @Test
    void aReadShowsNoLaterRevision() {
        assertWrong(Rule.ORDER, CREATED, at(11, 12, Asked.read(), Told.document(2, B)), REPLACED);
    }

    @Test
    void anUnchangedRevisionIsShownLikeABody() {
        assertWrong(Rule.ORDER, CREATED, REPLACED, at(40, 50, Asked.read(), Told.revision(304, 1)));
    }

    @Test
    void aWriteMakesALaterRevisionThanWasShown() {
        assertWrong(
                Rule.ORDER,
                at(0, 10, Asked.put(B), Told.revision(200, 2)),
                at(20, 30, Asked.put(A), Told.revision(201, 1)));
    }

    @Test
    void aWriteWithoutAnswerIsStoredOrNot() {
        var lost = at(20, 30, Asked.put(B), Told.NOTHING);

        assertRight(CREATED, lost, at(500, 510, Asked.read(), Told.document(1, A)));
        assertRight(CREATED, lost, at(500, 510, Asked.read(), Told.document(2, B)));
        assertRight(CREATED, lost, at(500, 510, Asked.put(C), Told.revision(200, 3)));
        assertRight(
                CREATED,
                lost,
                at(110, 120, Asked.read(), Told.document(1, A)),
                at(121, 122, Asked.read(), Told.document(2, B)));
    }

    @Test
    void aDeleteWithoutAnswerIsStoredOrNot() {
        var lost = at(20, 30, Asked.delete(), Told.status(503));

        assertRight(
                CREATED,
                lost,
                at(40, 50, Asked.read(), Told.document(1, A)),
                at(51, 60, Asked.read(), Told.status(404)));
        assertRight(CREATED, lost, at(40, 50, Asked.put(B), Told.revision(201, 3)));
        assertWrong(
                Rule.ABSENCE,
                CREATED,
                lost,
                at(150, 160, Asked.read(), Told.document(1, A)),
                at(161, 170, Asked.read(), Told.status(404)),
                at(171, 180, Asked.read(), Told.document(1, A)));
    }

    @Test
    void aWriteWithoutAnswerIsNotStoredAfterItsDeadline() {
        var lost = at(20, 30, Asked.put(B), Told.NOTHING);
        var late = at(131, 140, Asked.read(), Told.document(1, A));

        assertWrong(Rule.ORDER, CREATED, lost, late, at(141, 150, Asked.read(), Told.document(2, B)));
    }

    @Test
    void aWriteWithoutAnswerIsStoredOnce() {
        assertWrong(
                Rule.ONCE,
                CREATED,
                at(20, 30, Asked.put(B), Told.NOTHING),
                at(40, 50, Asked.read(), Told.document(2, B)),
                at(51, 60, Asked.read(), Told.document(3, B)),
                at(20, 60, Asked.put(C), Told.NOTHING));
    }

    @Test
    void anAnsweredWriteIsStoredOnce() {
        assertWrong(Rule.ONCE, CREATED, at(40, 50, Asked.read(), Told.document(2, A)), sent(B));
    }

    @Test
    void noRevisionIsAcknowledgedToTwoWrites() {
        assertWrong(
                Rule.ONE_WRITER, CREATED, REPLACED, at(20, 30, Asked.delete().ifMatch(1), Told.status(204)));
    }

    @Test
    void aBodyIsTheOneThatWasWrittenAtItsRevision() {
        assertWrong(Rule.BODY, CREATED, REPLACED, sent(C), at(40, 50, Asked.read(), Told.document(2, C)));
        assertWrong(
                Rule.BODY,
                CREATED,
                sent(B),
                sent(C),
                at(40, 50, Asked.read(), Told.document(2, C)),
                at(40, 50, Asked.read(), Told.document(2, B)));
    }

    @Test
    void aDeletedRevisionHasNoBody() {
        var deleted = at(20, 30, Asked.delete().ifMatch(1), Told.status(204));

        assertWrong(Rule.BODY, CREATED, deleted, sent(B), at(40, 50, Asked.read(), Told.document(2, B)));
    }

    @Test
    void aBodyWasSent() {
        assertWrong(Rule.SENT, CREATED, at(20, 30, Asked.read(), Told.document(1, B)), sent(C));
    }

    @Test
    void aRevisionThatNobodyAskedForIsNotThere() {
        assertWrong(Rule.SENT, CREATED, at(20, 30, Asked.put(B), Told.revision(200, 3)));
        assertWrong(
                Rule.SENT,
                CREATED,
                at(20, 30, Asked.put(B), Told.revision(200, 3)),
                at(40, 50, Asked.put(C), Told.NOTHING));
    }

    @Test
    void aRefusedWriteChangesNothing() {
        assertWrong(
                Rule.NOTHING_REFUSED,
                CREATED,
                at(20, 30, Asked.put(B).ifNew(), Told.status(412)),
                at(40, 50, Asked.read(), Told.document(2, B)),
                sent(C));
    }

    @Test
    void whatIsCreatedWasNotThere() {
        assertWrong(Rule.KIND, CREATED, at(20, 30, Asked.put(B), Told.revision(201, 2)));
        assertWrong(Rule.KIND, at(20, 30, Asked.put(B), Told.revision(200, 1)));
    }

    @Test
    void aConditionalWriteSucceedsOnTheRevisionThatItNames() {
        assertWrong(Rule.CONDITION, CREATED, REPLACED, at(40, 50, Asked.put(C).ifMatch(1), Told.revision(200, 3)));
        assertWrong(Rule.CONDITION, CREATED, at(40, 50, Asked.put(C).ifNew(), Told.revision(200, 2)));
    }

    @Test
    void aConditionalWriteWithoutAnswerIsStoredOnTheRevisionThatItNamesOrNot() {
        var lost = at(20, 90, Asked.put(C).ifMatch(1), Told.NOTHING);

        assertRight(CREATED, lost, REPLACED);
        assertWrong(Rule.CONDITION, CREATED, REPLACED, lost, at(91, 92, Asked.read(), Told.document(3, C)));
    }

    @Test
    void aConditionalWriteIsRefusedOnlyOnAnotherRevision() {
        assertRight(CREATED, at(15, 25, Asked.put(C).ifMatch(1), Told.revision(412, 2)), REPLACED);
        assertWrong(Rule.REFUSAL, CREATED, at(20, 30, Asked.put(C).ifMatch(1), Told.revision(412, 1)));
        assertWrong(Rule.REFUSAL, CREATED, at(20, 30, Asked.put(C).ifMatch(1), Told.status(412)));
        assertWrong(Rule.ORDER, CREATED, REPLACED, at(40, 50, Asked.put(C).ifMatch(2), Told.revision(412, 1)));
    }

    @Test
    void aWriteOfSomethingNewIsRefusedOnlyWhereSomethingIs() {
        assertRight(at(0, 15, Asked.put(C).ifNew(), Told.status(412)), CREATED);
        assertWrong(Rule.REFUSAL, at(0, 15, Asked.put(C).ifNew(), Told.status(412)));
        assertWrong(
                Rule.REFUSAL,
                CREATED,
                at(20, 30, Asked.delete().ifMatch(1), Told.status(204)),
                at(40, 50, Asked.put(C).ifNew(), Told.status(412)),
                at(60, 70, Asked.put(B), Told.revision(201, 3)));
    }

    @Test
    void whatIsThereIsNotAnsweredAsAbsent() {
        assertWrong(Rule.ABSENCE, CREATED, at(20, 30, Asked.read(), Told.status(404)));
        assertWrong(
                Rule.ABSENCE,
                CREATED,
                at(15, 16, Asked.read(), Told.status(404)),
                at(20, 30, Asked.delete(), Told.status(204)));
        assertWrong(
                Rule.ABSENCE,
                CREATED,
                at(20, 30, Asked.delete(), Told.status(204)),
                at(40, 50, Asked.put(B), Told.revision(201, 3)),
                at(60, 70, Asked.read(), Told.status(404)),
                at(80, 90, Asked.read(), Told.document(3, B)));
    }

    @Test
    void keysHaveNothingToDoWithEachOther() {
        var other = new Operation("other", "edge", Asked.read(), Told.status(404), 20, 30);

        assertRight(CREATED, other);
    }

    @Test
    void nothingIsWrongWithWhatAStoreWithoutCacheAnswers() {
        for (var seed = 0; seed < 2_000; seed++) {
            assertThat(CHECKER.violations(new CoherentHistory(seed, 100).of(60)))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    @Test
    void nothingIsWrongWithALongHistoryEither() {
        assertThat(CHECKER.violations(new CoherentHistory(1, 100).of(200_000))).isEmpty();
    }

    @Test
    void anAnswerFromThePastIsFoundAmongManyOthers() {
        var history = new ArrayList<>(new CoherentHistory(1, 100).of(10_000));
        var shown = history.stream()
                .filter(operation ->
                        !operation.asked().isWrite() && operation.told().status() == 200)
                .toList();
        var old = shown.get(shown.size() / 2);
        var later = old.completed() + 1_000;
        history.add(at(later, later + 1, old.asked(), old.told()));

        assertThat(CHECKER.violations(history)).extracting(Violation::rule).containsExactly(Rule.ORDER);
    }

    /** A write whose outcome is unknown, so that its body was sent and one more revision can be explained. */
    private static Operation sent(long body) {
        return at(0, 40, Asked.put(body), Told.NOTHING);
    }

    private static Operation at(long from, long until, Asked asked, Told told) {
        return new Operation("k", "edge", asked, told, from, until);
    }

    private static void assertRight(Operation... history) {
        assertThat(CHECKER.violations(List.of(history))).isEmpty();
    }

    private static void assertWrong(Rule rule, Operation... history) {
        assertThat(CHECKER.violations(List.of(history)))
                .extracting(Violation::rule)
                .contains(rule);
    }

    private static Violation only(Operation... history) {
        var violations = CHECKER.violations(Stream.of(history).toList());
        assertThat(violations).hasSize(1);
        return violations.getFirst();
    }
}
