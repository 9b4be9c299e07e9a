package io.percore.fuzz;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Changes to requests: of their parts, and of their bytes wherever those are. */
final class Mutations {

    private static final List<String> PIECES = Dictionary.of("pieces");

    private static final List<String> METHODS = Dictionary.of("methods");

    private static final List<String> VERSIONS = Dictionary.of("versions");

    private static final List<String> SIZES = Dictionary.of("chunk-sizes");

    private final Choices choices;
    private final HostileHeaders headers;
    private final HostileTargets targets;

    Mutations(Choices choices, HostileTargets targets) {
        this.choices = choices;
        this.headers = new HostileHeaders(choices);
        this.targets = targets;
    }

    /** One change of the request's parts. */
    void part(Draft draft) {
        switch (choices.below(14)) {
            case 0, 1, 2 -> insert(draft, headers.line());
            case 3 -> insert(draft, headers.framing());
            case 4 -> draft.headers.replaceAll(line -> choices.oneIn(2) ? lineEnd(line) : line);
            case 5, 6 -> draft.target = targets.odd(draft.target);
            case 7 -> draft.version = choices.of(VERSIONS);
            case 8 -> draft.method = choices.of(METHODS);
            case 9 -> reframe(draft);
            case 10 -> headerLines(draft);
            case 11 -> bodyParts(draft);
            case 12 ->
                draft.body.add(choices.of(List.of(
                        "\r\n", "x", "\r\n\r\n", "0\r\n\r\n", "GET /v1/products/x HTTP/1.1\r\nHost: x\r\n\r\n")));
            default -> large(draft);
        }
    }

    private void insert(Draft draft, String line) {
        draft.headers.add(choices.below(draft.headers.size() + 1), line);
    }

    private String lineEnd(String line) {
        return line.stripTrailing()
                + choices.of(List.of("\n", "\r", "\r\r\n", "\r\n ", "\r\n\t x\r\n", " \r\n", "\u000b\r\n", ""));
    }

    private void reframe(Draft draft) {
        for (var at = 0; at < draft.headers.size(); at++) {
            var line = draft.headers.get(at);
            if (line.startsWith("Content-Length") || line.startsWith("Transfer-Encoding")) {
                draft.headers.set(at, headers.framing());
            }
        }
    }

    private void headerLines(Draft draft) {
        if (draft.headers.isEmpty()) {
            return;
        }
        var at = choices.below(draft.headers.size());
        switch (choices.below(4)) {
            case 0 -> draft.headers.add(draft.headers.get(at));
            case 1 -> draft.headers.remove(at);
            case 2 -> Collections.swap(draft.headers, at, choices.below(draft.headers.size()));
            default -> draft.headers.set(at, octets(draft.headers.get(at), choices));
        }
    }

    private void bodyParts(Draft draft) {
        if (draft.body.isEmpty()) {
            draft.end = choices.of(List.of("", "\n", "\r", "\r\n\r\n", "x\r\n", " \r\n"));
            return;
        }
        var at = choices.below(draft.body.size());
        var part = draft.body.get(at);
        switch (choices.below(6)) {
            case 0 -> draft.body.remove(at);
            case 1 -> draft.body.add(at, part);
            case 2 -> draft.body.set(at, part.substring(0, choices.below(part.length() + 1)));
            case 3 -> draft.body.set(at, part.replaceFirst("^[0-9a-f]+(?=[\r;])", choices.of(SIZES)));
            case 4 -> draft.body.set(at, part + choices.of(PIECES));
            default -> draft.body.set(at, octets(part, choices));
        }
    }

    // Seldom, since they take most of the time.
    private void large(Draft draft) {
        if (!choices.oneIn(8)) {
            insert(draft, headers.line());
            return;
        }
        switch (choices.below(3)) {
            case 0 -> insert(draft, "X-Large: " + "x".repeat(choices.of(List.of(7000, 9000, 40_000))) + "\r\n");
            case 1 ->
                draft.headers.addAll(
                        Collections.nCopies(choices.of(List.of(3, 30, 300)), "X-Many: " + "y".repeat(70) + "\r\n"));
            default -> draft.headers.addAll(Collections.nCopies(3, "X-Large: " + "z".repeat(7000) + "\r\n"));
        }
    }

    /** One change of any text's bytes. */
    static String octets(String text, Choices choices) {
        var from = choices.below(text.length() + 1);
        var to = Math.min(text.length(), from + choices.small(20));
        var before = text.substring(0, from);
        var behind = text.substring(to);
        return switch (choices.below(6)) {
            case 0 -> before + behind;
            case 1 -> before + text.substring(from, to).repeat(1 + choices.small(4)) + behind;
            case 2 -> before + choices.of(PIECES) + text.substring(from);
            case 3 -> before + choices.octet() + behind;
            case 4 -> choices.oneIn(3) ? before : before + choices.octet() + text.substring(from);
            default -> before + text.substring(from, to).toUpperCase(Locale.ROOT) + behind;
        };
    }
}
