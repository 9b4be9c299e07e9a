package io.percore.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.refusal.BodyRefusal.InvalidJson;
import io.percore.refusal.BodyRefusal.SchemaViolation;
import io.percore.refusal.RequestRefusal.UnknownCollection;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ProblemTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    @Test
    void aRefusalIsAProblemDocument() {
        var problem = rendered(new InvalidJson("the body is not UTF-8"));

        assertThat(problem).isEqualTo(MAPPER.readTree("""
                {
                  "type": "urn:percore:problem:invalid-json",
                  "title": "Invalid JSON",
                  "status": 400,
                  "detail": "the body is not UTF-8",
                  "code": "invalid-json"
                }"""));
    }

    @Test
    void everyFindingIsListedWithItsPointer() {
        var findings = List.of(new Finding("is missing", ""), new Finding("is \"wrong\"", "/a~1b/0"));

        var problem = rendered(new SchemaViolation("users", findings));

        assertThat(problem.path("errors")).isEqualTo(MAPPER.readTree("""
                [{"detail": "is missing", "pointer": ""}, {"detail": "is \\"wrong\\"", "pointer": "/a~1b/0"}]"""));
    }

    @Test
    void whatTheCallerWroteStaysAString() {
        var name = "\"},\u0000<script>\n";

        assertThat(rendered(new UnknownCollection(name)).path("detail").asString())
                .contains(name);
    }

    private static JsonNode rendered(Refusal refusal) {
        return MAPPER.readTree(Problem.of(refusal).json());
    }
}
