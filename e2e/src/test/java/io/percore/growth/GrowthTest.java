package io.percore.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class GrowthTest {

    private static final Bound LOGS = Bound.of("logs", "1 GiB, and what comes", "`file /var/log/*` `file /run/log/*`");
    private static final Bound HEAPS = Bound.of("heap", "2,000 each", "`heap *`");
    private static final Bound DOCUMENTS = Bound.of("documents", "what clients store", "`collection *`");
    private static final List<Bound> BOUNDS = List.of(LOGS, HEAPS, DOCUMENTS);

    @Test
    void aLineOfTheTableSaysWhatItIsAboutAndHowMuchThatMayBe() {
        assertThat(LOGS.most()).isEqualTo(OptionalLong.of(1 << 30));
        assertThat(LOGS.isAbout("file /var/log/nginx/access.log")).isTrue();
        assertThat(LOGS.isAbout("file /run/log/journal")).isTrue();
        assertThat(LOGS.isAbout("file /var/lib/log")).isFalse();
        assertThat(HEAPS.most()).isEqualTo(OptionalLong.of(2000));
        assertThat(DOCUMENTS.most()).isEmpty();
    }

    @Test
    void whatGrowsAndIsInNoLineIsUnbounded() {
        var growths = grown(
                List.of(Map.of("file /tmp/a", 1L, "file /tmp/b", 1L), Map.of("file /tmp/a", 2L, "file /tmp/b", 1L)));

        assertThat(growths)
                .filteredOn(Growth::isUnbounded)
                .extracting(Growth::name)
                .containsExactly("file /tmp/a");
    }

    @Test
    void aFileThatWasNotThereHasGrown() {
        var growths = grown(List.of(Map.of(), Map.of("file /tmp/a", 1L)));

        assertThat(growths).filteredOn(Growth::isUnbounded).hasSize(1);
    }

    @Test
    void filesOfOneLineAreAddedUp() {
        var half = (1L << 29) + 1;

        assertThat(grown(List.of(Map.of("file /var/log/a", half, "file /var/log/b", half))))
                .singleElement()
                .matches(Growth::isAboveItsBound);
    }

    @Test
    void whatIsBoundedEachIsNot() {
        assertThat(grown(List.of(Map.of("heap a", 1500L, "heap b", 1500L))))
                .hasSize(2)
                .noneMatch(Growth::isAboveItsBound);
        assertThat(grown(List.of(Map.of("heap a", 2500L)))).allMatch(Growth::isAboveItsBound);
    }

    @Test
    void whatItCameToInBetweenCounts() {
        assertThat(grown(List.of(Map.of("heap a", 1L), Map.of("heap a", 2500L), Map.of("heap a", 1L))))
                .allMatch(Growth::isAboveItsBound);
    }

    @Test
    void documentsMayGrow() {
        assertThat(grown(List.of(Map.of("collection a", 1L), Map.of("collection a", Long.MAX_VALUE))))
                .noneMatch(Growth::isUnbounded)
                .noneMatch(Growth::isAboveItsBound);
    }

    private static List<Growth> grown(List<Map<String, Long>> samples) {
        return Growth.of("app", samples.stream().map(Sample::new).toList(), BOUNDS);
    }
}
