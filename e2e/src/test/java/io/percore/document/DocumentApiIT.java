package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.Writers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(1)
final class DocumentApiIT {

    private final Api api;

    DocumentApiIT(Bundle bundle) {
        this.api = bundle.api();
    }

    @Test
    void aCreatedDocumentIsReadExactlyAsItWasSent() {
        var json = """
                {"name": "Grüße \\ud83d\\ude80", "category": "c", "price": 0.1, "stock": 9007199254740993,\
                 "attributes": {"deep": [1, null, {"x": 1e-7}]}}""";

        var created = api.create("products", json);

        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v1/products/" + created.id());
        var read = api.get(created.header("Location"));
        assertThat(read.json()).isEqualTo(new Answer(200, read.headers(), json).json());
        assertThat(read.etag()).isEqualTo(created.etag()).matches("\"\\d+\"");
    }

    @Test
    void putCreatesAndThenReplaces() {
        var id = id();

        assertThat(put(id, 1).status()).isEqualTo(201);
        assertThat(put(id, 2).status()).isEqualTo(200);
        assertThat(stock(id)).isEqualTo(2);
    }

    @Test
    void aPatchChangesOnlyWhatItNamesAndNullRemoves() {
        var id = id();
        api.replace("products", id, """
                {"name": "n", "category": "c", "price": 1, "stock": 1, "description": "d", "attributes": {"a": 1, "b": 2}}""");

        var patched = api.patch("products", id, """
                {"stock": 5, "description": null, "attributes": {"a": null}}""");

        assertThat(patched.status()).isEqualTo(200);
        var json = api.read("products", id).json();
        assertThat(json.toString())
                .isEqualTo("{\"name\":\"n\",\"category\":\"c\",\"price\":1,\"stock\":5,\"attributes\":{\"b\":2}}");
    }

    @Test
    void whatIsNotThereCannotBeReadPatchedOrDeleted() {
        var id = id();

        assertThat(List.of(
                        api.read("products", id),
                        api.patch("products", id, "{\"stock\": 1}"),
                        api.delete("products", id)))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.code()).isEqualTo("document-not-found");
                });
    }

    @Test
    void revisionsGrowAcrossDeleteAndRecreate() {
        var id = id();
        var first = revision(put(id, 1));
        var second = revision(put(id, 2));

        assertThat(api.delete("products", id).status()).isEqualTo(204);
        var third = revision(put(id, 3));

        assertThat(second).isGreaterThan(first);
        assertThat(third).isGreaterThan(second + 1);
    }

    @Test
    void replacingWithAnOldRevisionIsRefused() {
        var id = id();
        var first = put(id, 1);
        put(id, 2);

        var answers = List.of(
                put(id, 3, "If-Match", first.etag()),
                api.patch("products", id, "{\"stock\": 3}", "If-Match", first.etag()),
                api.delete("products", id, "If-Match", first.etag()));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(412);
            assertThat(answer.code()).isEqualTo("stale-revision");
        });
        assertThat(stock(id)).isEqualTo(2);
    }

    @Test
    void replacingWithTheCurrentRevisionIsDone() {
        var id = id();
        var first = put(id, 1);

        var second = put(id, 2, "If-Match", first.etag());

        assertThat(second.status()).isEqualTo(200);
        assertThat(api.read("products", id).etag()).isEqualTo(second.etag());
    }

    @Test
    void aStarAsksWhetherThereIsADocumentAtAll() {
        var id = id();

        assertThat(put(id, 1, "If-Match", "*").status()).isEqualTo(412);
        assertThat(put(id, 1, "If-None-Match", "*").status()).isEqualTo(201);
        assertThat(put(id, 2, "If-None-Match", "*").status()).isEqualTo(412);
        assertThat(put(id, 3, "If-Match", "*").status()).isEqualTo(200);
        assertThat(stock(id)).isEqualTo(3);
    }

    @Test
    void anUnchangedDocumentIsNotSentAgain() {
        var id = id();
        var etag = put(id, 1).etag();

        assertThat(api.read("products", id, "If-None-Match", etag).status()).isEqualTo(304);
        assertThat(api.read("products", id, "If-None-Match", "\"0\", W/" + etag).status())
                .isEqualTo(304);
        assertThat(api.read("products", id, "If-None-Match", "*").status()).isEqualTo(304);
        assertThat(api.read("products", id, "If-None-Match", "\"0\"").status()).isEqualTo(200);
    }

    @Test
    void headAnswersWhatGetWouldWithoutTheBody() {
        var id = id();
        put(id, 1);

        var head = api.head("products", id);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.etag()).isEqualTo(api.read("products", id).etag());
        assertThat(head.text()).isEmpty();
    }

    @Test
    void pagesHoldEveryDocumentOnce() {
        var written = new ArrayList<String>();
        for (int number = 0; number < 7; number++) {
            written.add(put("page-" + UUID.randomUUID(), number).id());
        }

        var listed = new ArrayList<String>();
        var query = "limit=3";
        while (true) {
            var page = api.list("products", query);
            assertThat(page.status()).as(page.toString()).isEqualTo(200);
            page.json()
                    .path("documents")
                    .forEach(document -> listed.add(document.path("id").asString()));
            var next = page.json().path("next").asString("");
            if (next.isEmpty()) {
                assertThat(page.header("Link")).isEmpty();
                break;
            }
            assertThat(page.json().path("documents").size()).isEqualTo(3);
            assertThat(page.header("Link")).contains("rel=\"next\"").contains("after=" + next);
            query = "limit=3&after=" + next;
        }

        assertThat(listed).isSorted().doesNotHaveDuplicates().containsAll(written);
    }

    @Test
    void aListShowsBodyAndRevision() {
        var id = "0-" + UUID.randomUUID();
        var etag = put(id, 4).etag();

        var first = api.list("products", "limit=200")
                .json()
                .path("documents")
                .valueStream()
                .filter(document -> document.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();

        assertThat("\"" + first.path("revision").asLong() + "\"").isEqualTo(etag);
        assertThat(first.path("body").path("stock").asInt()).isEqualTo(4);
    }

    private Answer put(String id, int stock, String... headers) {
        return api.replace("products", id, Writers.product("api", stock), headers);
    }

    private int stock(String id) {
        return api.read("products", id).json().path("stock").asInt(-1);
    }

    private static long revision(Answer answer) {
        return Long.parseLong(answer.etag().replace("\"", ""));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
