package io.percore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private static final String URI = "mongodb://percore:open-sesame@127.0.0.1/percore";

    @TempDir
    Path folder;

    @Test
    void settingsAndCatalogueAreReadTogether() {
        var configuration = Configuration.load(
                List.of("--check"),
                Map.of(
                        "PERCORE_MONGODB_URI",
                        URI,
                        "PERCORE_CATALOGUE_PATH",
                        "../ansible/files/catalogue/catalogue.yaml"));

        assertThat(configuration.settings().server().port()).isEqualTo(8081);
        assertThat(configuration.catalogue().collections()).containsOnlyKeys("users", "products", "articles");
    }

    @Test
    void problemsOfSettingsAndCatalogueAreReportedTogether() throws IOException {
        var settings = Files.writeString(folder.resolve("percore.yaml"), "server:\n  prot: 1\n");
        var catalogue = Files.writeString(folder.resolve("catalogue.yaml"), "collections: {}\n");
        var environment = Map.of("PERCORE_MONGODB_URI", URI, "PERCORE_CATALOGUE_PATH", catalogue.toString());

        var invalid = catchThrowableOfType(
                InvalidConfiguration.class,
                () -> Configuration.load(List.of("--check", "--config", settings.toString()), environment));

        assertThat(invalid.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("server.prot (from " + settings + ")"),
                        problem -> assertThat(problem).startsWith(catalogue + ": collections:"));
    }

    @Test
    void anAddressOfTheStoreThatAsksForLessThanIsPromisedIsAProblemAmongTheOthers() throws IOException {
        var catalogue = Files.writeString(folder.resolve("catalogue.yaml"), "collections: {}\n");
        var environment = Map.of("PERCORE_MONGODB_URI", URI + "?w=1", "PERCORE_CATALOGUE_PATH", catalogue.toString());

        var invalid = catchThrowableOfType(
                InvalidConfiguration.class, () -> Configuration.load(List.of("--check"), environment));

        assertThat(invalid.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("mongodb.uri: w=1: ")
                                .doesNotContain("sesame"),
                        problem -> assertThat(problem).startsWith(catalogue + ": collections:"));
    }

    @Test
    void anAddressOfTheStoreThatIsMissingIsOneProblem() {
        var catalogue = Map.of("PERCORE_CATALOGUE_PATH", "../ansible/files/catalogue/catalogue.yaml");

        var invalid = catchThrowableOfType(
                InvalidConfiguration.class, () -> Configuration.load(List.of("--check"), catalogue));

        assertThat(invalid.problems()).singleElement().asString().startsWith("mongodb.uri is not set");
    }
}
