package io.percore.refusal;

import io.helidon.http.Status;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** A refusal as clients read it: a problem document after RFC 9457. */
public record Problem(int status, String code, String detail, List<Finding> errors) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** What a refusal says, without the headers that belong to it. */
    public static Problem of(Refusal refusal) {
        return new Problem(refusal.status().code(), refusal.code(), refusal.getMessage(), refusal.findings());
    }

    /** A fault of ours: all that clients get to know about one. */
    public static Problem internal() {
        return new Problem(
                Status.INTERNAL_SERVER_ERROR_500.code(),
                "internal",
                "the request failed for a reason that was logged",
                List.of());
    }

    /** The document, in UTF-8. */
    public byte[] json() {
        var problem = MAPPER.createObjectNode()
                .put("type", "urn:percore:problem:" + code)
                .put("title", title())
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
        if (!errors.isEmpty()) {
            var list = problem.putArray("errors");
            errors.forEach(
                    error -> list.addObject().put("detail", error.detail()).put("pointer", error.pointer()));
        }
        return MAPPER.writeValueAsBytes(problem);
    }

    /** The code in words, so that the two cannot drift apart. */
    private String title() {
        var words = code.replace('-', ' ').replace("json", "JSON").replace("uri ", "URI ");
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
