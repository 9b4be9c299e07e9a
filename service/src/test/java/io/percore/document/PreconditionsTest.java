package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.refusal.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreconditionsTest {
    private static final Address AT = new Address("notes", "a");
    private static final Revision SEVEN = new Revision(7);

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", textBlock = """
                    -                ; -            ; pass
                    "7"              ; -            ; pass
                    "6", "7"         ; -            ; pass
                    , "7" ,          ; -            ; pass
                    *                ; -            ; pass
                    "6"              ; -            ; stale-revision
                    W/"7"            ; -            ; stale-revision
                    "7x"             ; -            ; stale-revision
                    -                ; "6"          ; pass
                    -                ; "7"          ; precondition-failed
                    -                ; W/"7"        ; precondition-failed
                    -                ; "1",W/"7"    ; precondition-failed
                    -                ; *            ; precondition-failed
                    "7"              ; "7"          ; precondition-failed
                    "6"              ; "7"          ; stale-revision
                    """)
    void aWriteOnADocumentThatIsThere(String match, String noneMatch, String expected) {
        assertThat(write(match, noneMatch, Optional.of(SEVEN))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", textBlock = """
                    -     ; -    ; pass
                    "7"   ; -    ; precondition-failed
                    *     ; -    ; precondition-failed
                    -     ; *    ; pass
                    -     ; "7"  ; pass
                    """)
    void aWriteOnNothing(String match, String noneMatch, String expected) {
        assertThat(write(match, noneMatch, Optional.empty())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", textBlock = """
                    -    ; -            ; false
                    -    ; "7"          ; true
                    -    ; W/"7"        ; true
                    -    ; "5" , W/"7"  ; true
                    -    ; *            ; true
                    -    ; "8"          ; false
                    "7"  ; "7"          ; true
                    """)
    void aReaderWhoHasItAlreadyIsToldSo(String match, String noneMatch, boolean unchanged) {
        assertThat(preconditions(match, noneMatch).unchanged(AT, SEVEN)).isEqualTo(unchanged);
    }

    @Test
    void aReadThatAsksForAnotherRevisionIsRefused() {
        var refusal = catchThrowableOfType(
                Refusal.class, () -> preconditions("\"6\"", null).unchanged(AT, SEVEN));

        assertThat(refusal.code()).isEqualTo("stale-revision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7", "\"7\" \"8\"", "w/\"7\"", "*, \"7\"", "", " , "})
    void aListThatIsNoneIsRefused(String header) {
        var refusal = catchThrowableOfType(Refusal.class, () -> EntityTags.of("If-Match", header));

        assertThat(refusal.code()).isEqualTo("invalid-header");
        assertThat(EntityTags.of(header)).isEmpty();
    }

    @Test
    void aCommaWithinATagIsPartOfIt() {
        assertThat(EntityTags.of("If-Match", "\"a,b\"").tags()).containsExactly(new EntityTags.Tag(false, "a,b"));
    }

    private static String write(String match, String noneMatch, Optional<Revision> current) {
        try {
            preconditions(match, noneMatch).checkWrite(AT, current);
            return "pass";
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }

    private static Preconditions preconditions(String match, String noneMatch) {
        return new Preconditions(
                Optional.ofNullable(match).map(value -> EntityTags.of("If-Match", value)),
                Optional.ofNullable(noneMatch).map(value -> EntityTags.of("If-None-Match", value)));
    }
}
