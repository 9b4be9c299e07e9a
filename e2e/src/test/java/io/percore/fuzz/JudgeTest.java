package io.percore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JudgeTest {

    private static final Asked PUT = request("PUT", "/v1/products/o");

    private final Judge judge = new Judge(Map.of(400, Set.of("invalid-id"), 404, Set.of("document-not-found")));

    private static Asked request(String method, String target) {
        return new Asked(method, target, 1, Map.of());
    }

    private static Reply receipt(String id) {
        return new Reply(
                200, Map.of("content-type", List.of("application/json")), "{\"id\":\"" + id + "\",\"revision\":1}");
    }

    private static Reply problem(int status, String code, String detail) {
        return new Reply(
                status,
                Map.of("content-type", List.of("application/problem+json")),
                "{\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\"}".formatted(status, code, detail));
    }

    @Test
    void whatIsAsItShouldBeHasNoFault() {
        assertThat(judge.faults(PUT, receipt("o"))).isEmpty();
        assertThat(judge.faults(PUT, problem(400, "invalid-id", "x"))).isEmpty();
        assertThat(judge.faults(
                        request("GET", "/v1/products/o"),
                        problem(404, "document-not-found", "there is no document products/o")))
                .isEmpty();
    }

    @Test
    void anAnswerAboutAnotherDocumentIsAFault() {
        assertThat(judge.faults(PUT, receipt("p"))).containsExactly("the receipt of another document");
        assertThat(judge.faults(
                        request("GET", "/v1/products/o"),
                        problem(404, "document-not-found", "there is no document products/p")))
                .containsExactly("another document is said not to be found");
    }

    @Test
    void successAtAnAddressThatNamesNoDocumentIsAFault() {
        assertThat(judge.faults(request("PUT", "/v1/products/o;1"), receipt("o")))
                .containsExactly("200 to a PUT of an address that has no document");
        assertThat(judge.faults(request("DELETE", "/v1/products/o;1"), new Reply(204, Map.of(), "")))
                .hasSize(1);
    }

    @Test
    void aRefusalThatUsersAreNotToldOfIsAFault() {
        assertThat(judge.faults(PUT, problem(500, "internal", "")))
                .contains("status 500", "a code that users are not told of: 500 internal");
        assertThat(judge.faults(PUT, problem(400, "invented", "")))
                .containsExactly("a code that users are not told of: 400 invented");
        assertThat(judge.faults(PUT, new Reply(400, Map.of("content-type", List.of("text/html")), "<html>")))
                .hasSize(1);
        assertThat(judge.faults(PUT, problem(400, "invalid-id", "java.lang.NullPointerException")))
                .containsExactly("internals shown");
    }

    @Test
    void successOfWhatIsNoRequestIsAFault() {
        var half = "PUT /v1/products/o HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n{}";

        assertThat(judge.faults(Framing.of(half), receipt("o"))).hasSize(1);
    }

    @Test
    void whatUsersAreToldOfIsRead() {
        assertThat(PromisedCodes.read().get(400)).contains("invalid-json", "malformed-request");
        assertThat(PromisedCodes.read().get(505)).contains("version-not-supported");
        assertThat(PromisedCodes.read()).doesNotContainKey(500);
    }
}
