package io.percore.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.InvalidConfiguration;
import io.percore.refusal.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class CatalogueTest {
    @TempDir
    private Path folder;

    @Test
    void theShippedCatalogueIsSound() {
        var catalogue = Catalogue.read(Path.of("../ansible/files/catalogue/catalogue.yaml"));

        assertThat(catalogue.collections()).containsOnlyKeys("users", "products", "articles");
        var users = catalogue.collection("users").orElseThrow();
        assertThat(users.maxSize()).isEqualTo(64 << 10);
        assertThat(users.cache()).isEqualTo(CachePolicy.PUBLIC);
        assertThat(users.timeToLive()).isEqualTo(Duration.ofHours(1));
        assertThat(users.listsCached()).isFalse();
        assertThat(users.edge()).isZero();
        var articles = catalogue.collection("articles").orElseThrow();
        assertThat(articles.listsCached()).isTrue();
        assertThat(articles.edge()).isEqualTo(Duration.ofSeconds(2));
        assertThat(users.staleIfStoreDown()).isEqualTo(Duration.ofMinutes(5));
        assertThat(users.indexes()).containsExactly(new Index("email", List.of(new Index.Field("email", false)), true));
        assertThat(catalogue
                        .collection("products")
                        .orElseThrow()
                        .indexes()
                        .getFirst()
                        .fields())
                .containsExactly(new Index.Field("category", false), new Index.Field("price", true));
    }

    @Test
    void aSchemaFindsAllThatIsWrongAndPointsAtIt() {
        var users = Catalogue.read(Path.of("../ansible/files/catalogue/catalogue.yaml"))
                .collection("users")
                .orElseThrow();

        var findings = users.schema()
                .findings(JsonMapper.shared().readTree("{\"email\":\"no address\",\"age\":1.5,\"tags\":[\"a\",\"\"]}"));

        assertThat(findings).extracting(Finding::pointer).containsExactlyInAnyOrder("", "/email", "/age", "/tags/1");
    }

    @Test
    void allProblemsAreReportedTogether() throws IOException {
        Files.writeString(folder.resolve("a.schema.json"), "{\"type\":\"objekt\"}");
        Files.writeString(folder.resolve("ref.schema.json"), "{\"$ref\":\"#/$defs/none\"}");

        var problems = problems("""
                colour: red
                collections:
                  Bad_Name: {schema: missing.json}
                  a:
                    schema: a.schema.json
                    max-size: 9MiB
                    cache: maybe
                    lists: maybe
                    edge: 1500ms
                    time-to-live: 1d
                    stale-if-store-down: forever
                    colour: red
                    indexes:
                      - {name: percore-x, fields: [], unique: perhaps}
                      - {name: b, fields: [c, -c, $d, e.f]}
                      - {name: b, fields: [c]}
                  b: {schema: ../a.schema.json, lists: cached, edge: 1s}
                  c: {schema: ref.schema.json}
                """);

        assertThat(String.join("\n", problems))
                .contains("catalogue.colour: is no known key")
                .contains("collections.Bad_Name: must be named")
                .contains("missing.json is missing")
                .contains("a.schema.json#/type: ")
                .contains("collections.a.max-size: must be a size from 2B to 1MiB, was 9MiB")
                .contains("collections.a.cache: must be public or none, was maybe")
                .contains("collections.a.lists: must be cached or none, was maybe")
                .contains("collections.a.edge: must be whole seconds from 0s to 1h, was 1500ms")
                .contains("collections.b.edge: can be more than 0s only with cache: public")
                .contains("collections.b.lists: can be cached only with cache: public")
                .contains("collections.a.time-to-live: must be a duration")
                .contains("collections.a.stale-if-store-down: must be a duration")
                .contains("collections.a.colour: is no known key")
                .contains("collections.a.indexes[0].name: ")
                .contains("collections.a.indexes[0].fields: must list at least one field")
                .contains("collections.a.indexes[0].unique: must be true or false, was perhaps")
                .contains("collections.a.indexes[1].fields: must list each field once")
                .contains("collections.a.indexes[1].fields: must be field names")
                .contains("collections.a.indexes: two are named 'b'")
                .contains("collections.b.schema: must name a file beside the catalogue")
                .contains("collections.c.schema: ref.schema.json cannot be compiled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a: [                     | line 1
                    collections: {}          | must declare at least one collection
                    collections: [a]         | must declare at least one collection
                    'collections: {a: 1}'    | must be a mapping
                    ''                       | must be a mapping
                    """)
    void aFileOfAnotherShapeIsAProblemAndNoCrash(String text, String problem) throws IOException {
        assertThat(String.join("\n", problems(text))).contains(problem);
    }

    @Test
    void twoCollectionsOfOneNameAreAProblem() throws IOException {
        Files.writeString(folder.resolve("a.schema.json"), "{}");

        assertThat(problems("collections: {a: {schema: a.schema.json}, a: {schema: a.schema.json}}"))
                .hasSize(1);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var file = folder.resolve("none.yaml");

        var fault = catchThrowableOfType(InvalidConfiguration.class, () -> Catalogue.read(file));

        assertThat(fault).hasMessageContaining(file.toString());
    }

    private List<String> problems(String text) throws IOException {
        var file = Files.writeString(folder.resolve("catalogue.yaml"), text);
        return catchThrowableOfType(InvalidConfiguration.class, () -> Catalogue.read(file))
                .problems();
    }
}
