package io.percore.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with an answer, given the request. */
final class Judge {

    /**
     * Of the fives: what is not implemented (a coding, a version), and what the hosts have no time for. Not 500; nor 502 and 504,
     * which would be a worker that cannot read what the edge passes on, or dies of it.
     */
    private static final Set<Integer> STATUSES =
            Set.of(200, 201, 204, 304, 400, 404, 405, 409, 412, 413, 414, 415, 422, 431, 501, 503, 505);

    private static final Pattern INTERNALS = Pattern.compile("Exception|\\tat |io\\.helidon|java\\.|io\\.percore");
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Integer, Set<String>> codes;

    /** With the codes of each status that users are told of. */
    Judge(Map<Integer, Set<String>> codes) {
        this.codes = codes;
    }

    /** Of the answer to a request. */
    List<String> faults(Asked request, Reply reply) {
        var faults = new ArrayList<String>();
        if (reply.status() == 0) {
            if (!request.bare()) {
                faults.add("an answer without a head");
            }
            return faults;
        }
        form(request.head(), reply, faults);
        if (reply.success()) {
            meaning(request, reply, faults);
        } else {
            named(request, reply, faults);
        }
        return faults;
    }

    /** Of an answer to what was no whole request. */
    List<String> faults(Framing framing, Reply reply) {
        var faults = new ArrayList<String>();
        if (reply.status() == 0) {
            return faults;
        }
        form(framing.restIsHead(), reply, faults);
        // A read needs no body; it may be answered before the body turns out to be none.
        if (reply.success() && !framing.begun().map(Asked::safe).orElse(false)) {
            faults.add("answered " + reply.status() + " to what was no request");
        }
        return faults;
    }

    private void form(boolean head, Reply reply, List<String> faults) {
        if (!STATUSES.contains(reply.status())) {
            faults.add("status " + reply.status());
        }
        if (reply.status() == 204 && reply.headers().containsKey("content-length")) {
            faults.add("204 with a length");
        }
        if (reply.status() >= 400 && !reply.header("content-type").equals("application/problem+json")) {
            faults.add("refused without a problem document: " + reply.status());
        } else if (reply.status() >= 400 && !head) {
            problem(reply, faults);
        }
    }

    private void problem(Reply reply, List<String> faults) {
        var problem = json(reply);
        var code = problem.map(json -> json.path("code").asString("")).orElse("");
        if (problem.map(json -> json.path("status").asInt(0)).orElse(0) != reply.status()) {
            faults.add("a problem document of another status: " + reply.status());
        }
        if (!codes.getOrDefault(reply.status(), Set.of()).contains(code)) {
            faults.add("a code that users are not told of: " + reply.status() + " " + code);
        }
        if (INTERNALS.matcher(reply.body()).find()) {
            faults.add("internals shown");
        }
    }

    private static void meaning(Asked request, Reply reply, List<String> faults) {
        var place = request.place();
        var document = place.map(Place::document).orElse(false);
        var possible = switch (request.method()) {
            case "GET", "HEAD" -> place.isPresent();
            case "PUT", "PATCH", "DELETE" -> document;
            case "POST" -> place.isPresent() && !document;
            default -> false;
        };
        if (!possible) {
            faults.add(reply.status() + " to a " + request.method() + " of an address that has no document");
        } else if (reply.status() <= 201 && !request.safe() && !receipt(place.get(), reply)) {
            faults.add("the receipt of another document");
        }
    }

    private static boolean receipt(Place place, Reply reply) {
        var id = id(reply);
        return place.document()
                ? id.equals(Optional.of(place.id()))
                : id.map(made -> reply.header("location").equals("/v1/" + place.collection() + "/" + made))
                        .orElse(false);
    }

    private static void named(Asked request, Reply reply, List<String> faults) {
        if (request.head() || !reply.body().contains("\"document-not-found\"")) {
            return;
        }
        var detail = json(reply).map(json -> json.path("detail").asString("")).orElse("");
        if (!request.place().map(place -> detail.endsWith(" " + place)).orElse(false)) {
            faults.add("another document is said not to be found");
        }
    }

    /** The id that a write answers with. */
    static Optional<String> id(Reply reply) {
        return json(reply).map(json -> json.path("id").asString(""));
    }

    private static Optional<JsonNode> json(Reply reply) {
        try {
            return Optional.of(JSON.readTree(reply.body()));
        } catch (JacksonException none) {
            return Optional.empty();
        }
    }
}
