package io.percore.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Refusal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest {
    @Test
    void withoutParametersItIsTheFirstFifty() {
        assertThat(Page.of("notes", Map.of())).isEqualTo(new Page("notes", 50, ""));
    }

    @Test
    void anEmptyCursorIsTheBeginning() {
        assertThat(Page.of("notes", Map.of("after", List.of("")))).isEqualTo(new Page("notes", 50, ""));
    }

    @Test
    void theCursorLeadsToThePageAfterIt() {
        var cursor = Page.of("notes", Map.of()).cursorAfter("a~b.c-d_e");

        var next = Page.of("notes", Map.of("limit", List.of("200"), "after", List.of(cursor)));

        assertThat(next).isEqualTo(new Page("notes", 200, "a~b.c-d_e"));
    }

    @Test
    void requestsForTheSamePageHaveOneCanonicalForm() {
        var cursor = new Page("notes", 1, "").cursorAfter("a");
        var plain = Page.of("notes", Map.of("after", List.of(cursor)));
        var spelledOut = Page.of("notes", Map.of("limit", List.of("0050"), "after", List.of(cursor)));

        assertThat(spelledOut.canonical()).isEqualTo(plain.canonical()).isEqualTo("limit=50&after=a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "1.5", "", "x", "99999999999"})
    void aLimitOutOfBoundsIsRefused(String limit) {
        assertThat(refusal("limit", limit)).isEqualTo("invalid-parameter");
    }

    @Test
    void unknownAndRepeatedParametersAreRefused() {
        assertThat(refusal("skip", "1")).isEqualTo("invalid-parameter");
        assertThat(refusal("limit", "1", "2")).isEqualTo("invalid-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "MS9ub3Rlcy8=x", "Mi9ub3Rlcy9h", "MS9ub3Rlcy8", "\u00e9"})
    void aBrokenCursorIsRefused(String cursor) {
        assertThat(refusal("after", cursor)).isEqualTo("invalid-cursor");
    }

    @Test
    void aCursorOfAnotherCollectionIsRefused() {
        var cursor = new Page("others", 1, "").cursorAfter("a");

        assertThat(refusal("after", cursor)).isEqualTo("invalid-cursor");
    }

    @Test
    void aCursorCannotCarryWhatIsNoId() {
        var forged = Base64.getUrlEncoder().encodeToString("1/notes/{\"$gt\":\"\"}".getBytes(US_ASCII));

        assertThat(refusal("after", forged)).isEqualTo("invalid-cursor");
    }

    private static String refusal(String name, String... values) {
        return catchThrowableOfType(Refusal.class, () -> Page.of("notes", Map.of(name, List.of(values))))
                .code();
    }
}
