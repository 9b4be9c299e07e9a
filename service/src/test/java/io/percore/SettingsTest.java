package io.percore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String URI = "mongodb://percore:open-sesame@127.0.0.1/percore";

    @TempDir
    Path folder;

    @Test
    void everyKeyHasADefaultExceptTheSecretThatMustBeGiven() {
        var settings = Settings.load(List.of(), Map.of("PERCORE_MONGODB_URI", URI));

        assertThat(settings.server().port()).isEqualTo(8081);
        assertThat(settings.server().shutdownGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.mongodb().operationTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.redis().enabled()).isTrue();
        assertThat(settings.redis().password().isEmpty()).isTrue();
        assertThat(settings.write().deadline()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theAdminPortFollowsTheWorkersPortUnlessItIsGiven() {
        var following = Settings.load(List.of(), environment("PERCORE_SERVER_PORT", "8084"));
        var given = Settings.load(List.of(), environment("PERCORE_ADMIN_PORT", "9999"));

        assertThat(following.admin().port()).isEqualTo(9084);
        assertThat(given.admin().port()).isEqualTo(9999);
    }

    @Test
    void theFileOverridesDefaultsAndTheEnvironmentOverridesTheFile() throws IOException {
        var file = file("""
                server:
                  port: 8082
                  shutdown-grace: 3s
                """);

        var settings = Settings.load(List.of("--config", file), environment("PERCORE_SERVER_PORT", "8083"));

        assertThat(settings.server().port()).isEqualTo(8083);
        assertThat(settings.server().shutdownGrace()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void theFileCanBeNamedByTheEnvironmentToo() throws IOException {
        var file = file("redis:\n  enabled: false\n");

        var settings = Settings.load(List.of(), environment("PERCORE_CONFIG", file));

        assertThat(settings.redis().enabled()).isFalse();
    }

    @Test
    void allProblemsAreReportedTogetherEachWithItsPathItsValueAndARemedy() throws IOException {
        var file = file("""
                server:
                  port: 70000
                  prot: 8081
                redis:
                  timeout: fast
                """);

        var problems = problems(file, Map.of("PERCORE_LOG_LEVEL", "loud", "PERCORE_SERVRE_PORT", "1"));

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "server.prot (from " + file + "): no such setting; remove it or mend its name",
                        "PERCORE_SERVRE_PORT (from the environment): no such setting; unset it or mend its name",
                        "server.port = 70000 (from " + file + "): must be a whole number from 1 to 64535",
                        "redis.timeout = fast (from " + file + "): must be a duration from 5ms to 5s",
                        "log.level = loud (from PERCORE_LOG_LEVEL): must be one of error, warn, info, debug, trace",
                        "mongodb.uri is not set: must be a mongodb:// or mongodb+srv:// URI; "
                                + "give it as the credential mongodb-uri or as PERCORE_MONGODB_URI");
    }

    @Test
    void secretsComeFromCredentialFilesAndAreNeverShown() throws IOException {
        Files.writeString(folder.resolve("mongodb-uri"), URI + "\n");
        Files.writeString(folder.resolve("redis-password"), "pass-word\n");

        var settings = Settings.load(List.of(), Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

        assertThat(settings.mongodb().uri().value()).isEqualTo(URI);
        assertThat(settings.redis().password().value()).isEqualTo("pass-word");
        assertThat(settings.toString()).contains("uri=***", "password=***").doesNotContain("sesame", "pass-word");
    }

    @Test
    void aWrongSecretIsReportedWithoutItsValue() throws IOException {
        var problems = problems(file(""), Map.of("PERCORE_MONGODB_URI", "postgres://me:open-sesame@host"));

        assertThat(problems).singleElement().asString().contains("mongodb.uri").doesNotContain("sesame");
    }

    @Test
    void secretsInTheFileAreRefused() throws IOException {
        var problems = problems(file("redis:\n  password: open-sesame\n"), Map.of("PERCORE_MONGODB_URI", URI));

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("redis.password")
                .contains("redis-password", "PERCORE_REDIS_PASSWORD")
                .doesNotContain("sesame");
    }

    @Test
    void aFileThatIsMissingOrIsNotYamlIsAProblem() throws IOException {
        var missing = problems(folder.resolve("none.yaml").toString(), Map.of("PERCORE_MONGODB_URI", URI));
        var broken = problems(file("server: [1\n"), Map.of("PERCORE_MONGODB_URI", URI));
        var twice = problems(file("server:\n  port: 1\n  port: 2\n"), Map.of("PERCORE_MONGODB_URI", URI));

        assertThat(missing).singleElement().asString().contains("none.yaml", "cannot be read");
        assertThat(broken).singleElement().asString().contains("is not YAML");
        assertThat(twice).singleElement().asString().contains("is not YAML", "port");
    }

    @Test
    void aSectionWithNothingInItChangesNothing() throws IOException {
        var settings = Settings.load(List.of(file("# all defaults\nserver:\n")), environment("PERCORE_HEAP", "64m"));

        assertThat(settings.server().port()).isEqualTo(8081);
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("percore.yaml"), yaml).toString();
    }

    private static Map<String, String> environment(String name, String value) {
        return new HashMap<>(Map.of("PERCORE_MONGODB_URI", URI, name, value));
    }

    private static List<String> problems(String file, Map<String, String> environment) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> Settings.load(List.of(file), environment))
                .problems();
    }
}
