package io.percore.edge;

import java.util.List;
import java.util.Optional;

/**
 * One way to write a part of a request: its method, address, headers or body.
 *
 * @param name as it is printed
 * @param text the part; {@code {c}} stands for the collection, {@code {id}} for the document's id, {@code {d}} and {@code {p}} for the
 *     members of a document and of a patch
 * @param refusal what it is refused with, wherever the request goes
 */
record Form(String name, String text, Optional<Refusal> refusal) {

    /** Who refuses, in the order in which requests are judged; the first one that refuses decides. */
    enum Stage {
        /** nginx, before it knows whose the request is. */
        REQUEST_LINE,
        HEADERS,
        METHOD_AT_EDGE,
        LENGTH_AT_EDGE,
        /** The worker. */
        ADDRESS,
        COLLECTION,
        METHOD,
        QUERY,
        PART,
        MEDIA_TYPE,
        BODY,
        SCHEMA,
        PRECONDITION
    }

    /** The status and the code of a problem document. */
    record Refusal(Stage stage, int status, String code) {}

    static Form good(String text) {
        return new Form(shown(text), text, Optional.empty());
    }

    static Form bad(String text, Stage stage, int status, String code) {
        return new Form(shown(text), text, Optional.of(new Refusal(stage, status, code)));
    }

    /** All of them, refused alike. */
    static List<Form> bad(Stage stage, int status, String code, String... texts) {
        return List.of(texts).stream()
                .map(text -> bad(text, stage, status, code))
                .toList();
    }

    private static String shown(String text) {
        var plain = text.replace("\r\n", " | ").replaceAll("[^ -~]", "?");
        return plain.length() > 60 ? plain.substring(0, 60) + "... " + plain.length() : plain;
    }
}
