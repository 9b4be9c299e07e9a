package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.document.Comparison.Stored;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final OptionalLong ABSENT = OptionalLong.of(Absence.REVISION);

    @Test
    void aHitOfTheStoredRevisionIsTheSame() {
        assertThat(compare(hit(3), live(3))).isEqualTo(Comparison.SAME);
    }

    @Test
    void aMissSaysNothing() {
        assertThat(compare(OptionalLong.empty(), live(3))).isEqualTo(Comparison.UNKNOWN);
    }

    @Test
    void absenceIsTheSameAsADeletedDocumentOrNone() {
        assertThat(compare(ABSENT, deleted(4))).isEqualTo(Comparison.SAME);
        assertThat(compare(ABSENT, Stored.NEVER)).isEqualTo(Comparison.SAME);
    }

    @Test
    void anotherRevisionThanMongoDbHeldAllTheWhileIsAContradiction() {
        assertThat(compare(hit(3), live(4), live(4))).isEqualTo(Comparison.CONTRADICTION);
        assertThat(compare(hit(4), live(3), live(3))).isEqualTo(Comparison.CONTRADICTION);
        assertThat(compare(ABSENT, live(3), live(3))).isEqualTo(Comparison.CONTRADICTION);
        assertThat(compare(hit(3), deleted(4), deleted(4))).isEqualTo(Comparison.CONTRADICTION);
    }

    @Test
    void aWriteInBetweenExplainsTheDifference() {
        assertThat(compare(hit(4), live(3), live(4))).isEqualTo(Comparison.CHANGED);
        assertThat(compare(ABSENT, live(3), live(5))).isEqualTo(Comparison.CHANGED);
    }

    /** Deleted before and after, and there in between. */
    @Test
    void aDocumentThatCameAndWentExplainsTheDifference() {
        assertThat(compare(hit(5), deleted(4), deleted(6))).isEqualTo(Comparison.CHANGED);
    }

    private static Comparison compare(OptionalLong cached, Stored... stored) {
        Iterator<Stored> looks = List.of(stored).iterator();
        return Comparison.of(looks::next, () -> cached);
    }

    private static OptionalLong hit(long revision) {
        return OptionalLong.of(revision);
    }

    private static Stored live(long revision) {
        return new Stored(revision, true);
    }

    private static Stored deleted(long revision) {
        return new Stored(revision, false);
    }
}
