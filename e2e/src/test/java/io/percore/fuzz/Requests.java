package io.percore.fuzz;

import java.util.ArrayList;
import java.util.List;

/** The requests of one seed: the same number is the same bytes for ever. */
final class Requests {

    private static final List<String> METHODS =
            List.of("GET GET GET GET LIST LIST HEAD PUT PUT PUT PUT PATCH PATCH POST DELETE OPTIONS".split(" ", -1));

    private static final List<String> EXTENSIONS = Dictionary.of("chunk-extensions");
    private static final List<String> TRAILERS = Dictionary.of("trailers");

    private final long seed;
    private final String mark;

    Requests(long seed) {
        this.seed = seed;
        this.mark = "fz" + Long.toHexString(seed);
    }

    /** One request; some are as they should be, most were changed in a few places. */
    String request(long number) {
        var choices = new Choices(seed, number);
        var targets = new HostileTargets(choices, mark, number);
        var mutations = new Mutations(choices, targets);
        var draft = draft(choices, targets, number);
        var changes = choices.oneIn(5) ? 0 : 1 + choices.small(3);
        for (var change = 0; change < changes; change++) {
            mutations.part(draft);
        }
        if (!choices.oneIn(5)) {
            return draft.text();
        }
        return Mutations.octets(draft.text(), choices);
    }

    private Draft draft(Choices choices, HostileTargets targets, long number) {
        var draft = new Draft();
        var collection = choices.of(HostileTargets.COLLECTIONS);
        var method = choices.of(METHODS);
        draft.method = method.equals("LIST") ? "GET" : method;
        draft.target = switch (method) {
            case "LIST" -> targets.list(collection);
            case "POST" -> "/v1/" + collection;
            case "PUT" -> "/v1/" + collection + "/" + targets.shared();
            default -> "/v1/" + collection + "/" + (choices.oneIn(8) ? targets.own() : targets.shared());
        };
        draft.header("Host", "fuzz");
        if (choices.oneIn(4)) {
            draft.headers.add(new HostileHeaders(choices).line());
        }
        switch (method) {
            case "PUT", "POST" -> body(draft, choices, "application/json", content(choices, collection, number));
            case "PATCH" ->
                body(draft, choices, "application/merge-patch+json", new HostileJson(choices).patch(collection));
            default -> {
                if (choices.oneIn(10)) {
                    body(draft, choices, "application/json", content(choices, collection, number));
                }
            }
        }
        return draft;
    }

    private String content(Choices choices, String collection, long number) {
        if (choices.oneIn(20)) {
            return smuggled(choices, number);
        }
        return choices.oneIn(200)
                ? "{\"text\":\"" + "x".repeat(70_000) + "\"}"
                : new HostileJson(choices).document(collection);
    }

    /** A request in a body; whoever takes it for one stores a document that no request asked for. */
    private String smuggled(Choices choices, long number) {
        var json = "{\"title\":\"s\",\"text\":\"s\"}";
        var request =
                "PUT /v1/articles/smuggled-%s-%d HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(mark, number, json.length(), json);
        return choices.of(List.of("", "0\r\n\r\n", "\r\n", "x=")) + request;
    }

    private void body(Draft draft, Choices choices, String mediaType, String content) {
        draft.header("Content-Type", choices.oneIn(8) ? new HostileHeaders(choices).mediaType() : mediaType);
        if (choices.oneIn(3)) {
            draft.chunked(chunks(choices, content));
        } else {
            draft.measured(content);
        }
    }

    private static List<String> chunks(Choices choices, String content) {
        var chunks = new ArrayList<String>();
        for (var at = 0; at < content.length(); ) {
            var size = Math.min(content.length() - at, 1 + choices.below(1 + content.length() / 2));
            chunks.add(Integer.toHexString(size) + extension(choices) + "\r\n" + content.substring(at, at + size)
                    + "\r\n");
            at += size;
        }
        chunks.add("0" + extension(choices) + "\r\n" + trailers(choices) + "\r\n");
        return chunks;
    }

    private static String extension(Choices choices) {
        return choices.oneIn(6) ? choices.of(EXTENSIONS) : "";
    }

    private static String trailers(Choices choices) {
        return choices.oneIn(5) ? choices.of(TRAILERS) : "";
    }
}
