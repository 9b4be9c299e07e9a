package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.InvalidConfiguration;
import io.percore.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressTest {
    private static final String PLACE = "mongodb://me:sesame@host.example.net/?";

    @ParameterizedTest
    @CsvSource({
        "w=0, w=0",
        "w=1, w=1",
        "w=3, w=3",
        "w=twoSites, w=twoSites",
        "W=1, w=1",
        "safe=false, w=0",
        "journal=false, journal=false",
        "readPreference=secondary, readPreference=secondary",
        "readPreference=primaryPreferred, readPreference=primaryPreferred",
        "readConcernLevel=local, readConcernLevel=local",
        "loadBalanced=true, loadBalanced=true"
    })
    void whatAsksForLessThanIsPromisedIsRefusedByName(String given, String named) {
        assertThat(problems(PLACE + given))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("mongodb.uri: " + named + ": ")
                        .doesNotContain("sesame", "example.net"));
    }

    @Test
    void allThatAsksForLessIsRefusedTogether() {
        assertThat(problems(PLACE + "w=1&journal=false&readPreference=nearest&readConcernLevel=available"))
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "w=majority&journal=true&readPreference=primary&readConcernLevel=majority",
                "readConcernLevel=linearizable",
                "retryWrites=true&w=majority&appName=mine",
                "wtimeoutMS=1&socketTimeoutMS=1&maxPoolSize=1&waitQueueTimeoutMS=1&retryReads=false",
                "replicaSet=rs0&tls=true&authSource=admin"
            })
    void whatPromisesTheSameOrConcernsNoPromiseIsTaken(String given) {
        assertThatCode(() -> StoreAddress.check(new Secret(PLACE + given))).doesNotThrowAnyException();
    }

    @Test
    void anAddressInDnsIsLookedAtWithoutAskingDns() {
        assertThat(problems("mongodb+srv://me:sesame@cluster.invalid/?w=1"))
                .singleElement()
                .asString()
                .startsWith("mongodb.uri: w=1: ");
        assertThat(problems("mongodb+srv://me:sesame@cluster.invalid/?retryWrites=true&w=majority"))
                .isEmpty();
    }

    @Test
    void aPasswordThatTheDriverTakesForAnOptionIsNotShown() {
        assertThat(problems("mongodb://me:12/?w=ses&me@host"))
                .singleElement()
                .asString()
                .doesNotContain("@");
        assertThat(problems("mongodb://me:12/?w=ses@me"))
                .singleElement()
                .asString()
                .doesNotContain("ses@me");
    }

    private static List<String> problems(String uri) {
        var invalid = catchThrowableOfType(InvalidConfiguration.class, () -> StoreAddress.check(new Secret(uri)));
        return invalid == null ? List.of() : invalid.problems();
    }
}
