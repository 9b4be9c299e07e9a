package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.percore.bundle.Answer;
import io.percore.bundle.Api;
import io.percore.bundle.Bundle;
import io.percore.bundle.Wire;
import io.percore.bundle.Writers;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Order(2)
final class BadInputIT {

    private final Api api;
    private final Wire wire;
    private final String id = UUID.randomUUID().toString();

    BadInputIT(Bundle bundle) {
        this.api = bundle.api();
        this.wire = Wire.to(bundle);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                body("no JSON", 400, "invalid-json", "{\"email\": "),
                body("text after the JSON", 400, "invalid-json", user("") + " x"),
                body("no object", 400, "invalid-json", "[1]"),
                body("nothing", 400, "invalid-json", ""),
                body("a name twice", 400, "duplicate-member", user(", \"name\": \"again\"")),
                body("a name twice, deeper", 400, "duplicate-member", profile("{\"a\": 1, \"a\": 2}")),
                body("65 levels", 400, "too-deep", profile("[".repeat(65) + "]".repeat(65))),
                body(
                        "a number of 39 digits",
                        400,
                        "unholdable-number",
                        profile("{\"n\": " + "1234567890123".repeat(3) + "}")),
                body("an exponent of four digits", 400, "unholdable-number", profile("{\"n\": 1e9999}")),
                body("a name with $", 400, "forbidden-field-name", profile("{\"$set\": 1}")),
                body("a name with a dot", 400, "forbidden-field-name", profile("{\"a.b\": 1}")),
                body("a name with NUL", 400, "forbidden-field-name", profile("{\"a\\u0000b\": 1}")),
                body("over the limit", 413, "body-too-large", profile("{\"text\": \"" + "x".repeat(70_000) + "\"}")),
                body(
                        "far over the limit",
                        413,
                        "body-too-large",
                        profile("{\"text\": \"" + "x".repeat(20_000_000) + "\"}")),
                body("a missing member", 422, "schema-violation", "{\"name\": \"n\"}"),
                body("a member of the wrong type", 422, "schema-violation", user(", \"age\": \"old\"")));
    }

    private static Arguments body(String fault, int status, String code, String json) {
        return argumentSet(fault, status, code, json);
    }

    private static String user(String more) {
        return "{\"email\": \"EMAIL\", \"name\": \"n\"%s}".formatted(more);
    }

    private static String good(String email) {
        return user("").replace("EMAIL", email);
    }

    private static String email() {
        return UUID.randomUUID() + "@example.org";
    }

    private static String profile(String json) {
        return user(", \"profile\": {\"it\": " + json + "}");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBadBodyIsRefusedAndNotStored(int status, String code, String json) {
        var email = email();

        assertRefused(api.create("users", json.replace("EMAIL", email)), status, code);
        assertRefused(api.replace("users", id, json.replace("EMAIL", email)), status, code);

        assertThat(api.read("users", id).status()).isEqualTo(404);
        assertThat(api.create("users", good(email)).status())
                .as("the address is free")
                .isEqualTo(201);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBadBodyDoesNotReplaceAGoodOne(int status, String code, String json) {
        var good = api.replace("users", id, good(email()));

        assertRefused(api.replace("users", id, json), status, code);

        assertThat(api.read("users", id).etag()).isEqualTo(good.etag());
    }

    @ParameterizedTest
    @CsvSource({
        "stock, 9223372036854775808, 200",
        "stock, 1e19, 200",
        "stock, 1e400, 200",
        "stock, -0, 200",
        "price, 1e-400, 200",
        "price, 1e6144, 200",
        "stock, -9223372036854775809, 422",
        "stock, -1e19, 422",
        "stock, -1e400, 422",
        "stock, 1e-400, 422",
        "price, -1e-400, 422",
        "price, 1e6145, 400",
        "price, 1e1000000000, 400",
        "price, 1e-1000000000, 400"
    })
    void numbersBeyondInt64AndDoubleAreTakenAndJudgedExactly(String field, String number, int status) {
        var good = api.replace("products", id, Writers.product("numbers", 1));
        var document = "{\"name\": \"n\", \"category\": \"c\", \"price\": 1, \"stock\": 1}";

        var put = api.replace("products", id, document.replace("\"" + field + "\": 1", "\"" + field + "\": " + number));
        var patch = api.patch("products", id, "{\"" + field + "\": " + number + "}");

        assertThat(good.status()).isEqualTo(201);
        assertThat(put.status()).as(put.toString()).isEqualTo(status);
        assertThat(patch.status()).as(patch.toString()).isEqualTo(status);
        if (status == 200) {
            var read = api.read("products", id).text().replaceFirst(".*\"" + field + "\":([^,}]+).*", "$1");
            assertThat(new BigDecimal(read)).isEqualByComparingTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/users/x",
                "PUT /v1/users/x",
                "GET /v1/users",
                "GET /healthz",
                "GET /",
                "TRACE /v1/users/x"
            })
    void aBodyThatIsNoneIsRefusedWhereverItIsSent(String request) {
        var chunks = wire.send(bytes(request, "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"));
        var length = wire.send(bytes(request, "Content-Length: 20000000\r\n\r\n{}"));

        assertRefused(chunks, 400, "malformed-request");
        assertRefused(length, 413, "body-too-large");
    }

    private static byte[] bytes(String request, String end) {
        return (request + " HTTP/1.1\r\nHost: h\r\n" + end).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aPatchThatWouldBreakTheSchemaIsRefused() {
        var good = api.replace("users", id, good(email()));

        assertRefused(api.patch("users", id, "{\"name\": null}"), 422, "schema-violation");
        assertRefused(api.patch("users", id, "{\"profile\": {\"$inc\": 1}}"), 400, "forbidden-field-name");

        assertThat(api.read("users", id).etag()).isEqualTo(good.etag());
    }

    @Test
    void aSchemaViolationPointsAtEveryFault() {
        var answer = api.create(
                "users", "{\"email\": \"a@example.org\", \"name\": \"\", \"address\": {\"country\": \"x\"}}");

        assertRefused(answer, 422, "schema-violation");
        assertThat(answer.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("pointer").asString()))
                .contains("/name", "/address/country");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/json; charset=utf-16",
                "application/merge-patch+json"
            })
    void anotherMediaTypeIsRefused(String mediaType) {
        var answer =
                api.send("PUT", "/v1/users/" + id, BodyPublishers.ofString(good(email())), "Content-Type", mediaType);

        assertRefused(answer, 415, "media-type-unsupported");
        assertThat(api.read("users", id).status()).isEqualTo(404);
    }

    @Test
    void aPatchThatIsNoMergePatchIsRefusedWithWhatIsTaken() {
        var answer = api.send(
                "PATCH", "/v1/users/x", BodyPublishers.ofString("[]"), "Content-Type", "application/json-patch+json");

        assertRefused(answer, 415, "media-type-unsupported");
        assertThat(answer.header("Accept-Patch")).isEqualTo("application/merge-patch+json");
    }

    @Test
    void aSecondOwnerOfAUniqueValueIsRefused() {
        var json = good(email());
        var owner = api.create("users", json).id();

        var answer = api.replace("users", id, json);

        assertRefused(answer, 409, "duplicate-value");
        assertThat(answer.text()).contains("email").doesNotContain(owner);
        assertThat(api.read("users", id).status()).isEqualTo(404);
        assertRefused(api.create("users", json), 409, "duplicate-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden", "-a%20b", "%C3%A4", "a$b", "a%0Ab"})
    void aMalformedIdIsRefused(String malformed) {
        assertRefused(api.replace("users", malformed, good(email())), 400, "invalid-id");
        assertRefused(api.read("users", malformed), 400, "invalid-id");
    }

    @Test
    void anIdWithNulDoesNotGetPastTheEdge() {
        assertRefused(api.replace("users", "a%00b", good(email())), 400, "malformed-request");
    }

    @Test
    void anIdIsAtMost128CharactersLong() {
        var longest = UUID.randomUUID() + "x".repeat(92);

        assertThat(api.replace("users", longest, good(email())).status()).isEqualTo(201);
        assertRefused(api.replace("users", longest + "x", good(email())), 400, "invalid-id");
    }

    @Test
    void anUnknownCollectionIsRefused() {
        assertRefused(api.create("nobody", "{}"), 404, "unknown-collection");
        assertRefused(api.read("nobody", "x"), 404, "unknown-collection");
        assertRefused(api.list("nobody", "limit=1"), 404, "unknown-collection");
    }

    @Test
    void anUnknownPathIsRefused() {
        assertRefused(api.get("/"), 404, "no-such-route");
        assertRefused(api.get("/v1/users/x/y"), 404, "no-such-route");
    }

    @Test
    void aWrongMethodIsRefusedWithThoseThatAreAllowed() {
        var onDocument =
                api.send("POST", "/v1/users/x", BodyPublishers.ofString("{}"), "Content-Type", "application/json");
        var onCollection = api.send("DELETE", "/v1/users", BodyPublishers.noBody());

        assertRefused(onDocument, 405, "method-not-allowed");
        assertThat(allowed(onDocument)).containsExactlyInAnyOrder("GET", "HEAD", "PUT", "PATCH", "DELETE");
        assertRefused(onCollection, 405, "method-not-allowed");
        assertThat(allowed(onCollection)).containsExactlyInAnyOrder("GET", "HEAD", "POST");
    }

    private static String[] allowed(Answer answer) {
        return answer.header("Allow").split(", *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=broken!", "after=%FF", "after=AAAA"})
    void aBrokenCursorIsRefused(String query) {
        assertRefused(api.list("users", query), 400, "invalid-cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=many", "limit=-1", "offset=5", "limit=1&limit=2"})
    void aBrokenParameterIsRefused(String query) {
        assertRefused(api.list("users", query), 400, "invalid-parameter");
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:percore:problem:" + code);
        assertThat(answer.json().path("title").asString()).isNotBlank();
    }
}
