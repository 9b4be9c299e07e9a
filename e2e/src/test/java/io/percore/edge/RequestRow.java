package io.percore.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.percore.edge.Form.Refusal;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A request that is put together from forms, and what is right for it. */
record RequestRow(Form method, Form address, Form header, Form mediaType, Form body) {
    private static final Form NONE = Form.good("");

    static RequestRow read(Form method, Form address, Form header) {
        return new RequestRow(method, address, header, NONE, NONE);
    }

    /** A write of that method, with good ones of the parts that are not given. */
    static RequestRow write(String method, Form address, Form header, Form mediaType, Form body) {
        return new RequestRow(Form.good(method), address, header, mediaType, body);
    }

    /** By which of its parts it is refused, if it is. */
    Optional<Refusal> refusal() {
        return Stream.of(method, address, header, mediaType, body)
                .flatMap(form -> form.refusal().stream())
                .min(Comparator.comparing(Refusal::stage));
    }

    boolean reads() {
        return mediaType.equals(NONE) && body.equals(NONE);
    }

    /** Whether nothing may be sent back but a head. */
    boolean isHead() {
        return method.text().equals("HEAD");
    }

    byte[] bytes(RequestPath path, String id) {
        var head = method.text() + " " + filled(address.text(), path, id)
                + (address.text().contains(" HTTP/") ? "" : " HTTP/1.1") + "\r\nHost: edge\r\nConnection: close\r\n"
                + (header.text().isEmpty() ? "" : header.text() + "\r\n");
        // Some headers bring a body along.
        var tail = header.text().contains("\r\n\r\n") ? "" : reads() ? "\r\n" : entity(path, id);
        return (head + tail).getBytes(ISO_8859_1);
    }

    private String entity(RequestPath path, String id) {
        var json = method.text().equals("PATCH") ? "merge-patch+json" : "json";
        var type = mediaType.text().replace("{json}", json).replace("{JSON}", json.toUpperCase(Locale.ROOT));
        var content = filled(body.text(), path, id);
        return (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "Content-Length: " + content.length()
                + "\r\n\r\n" + content;
    }

    private String filled(String text, RequestPath path, String id) {
        var members = method.text().equals("PATCH") ? path.document.change : path.document.whole;
        return text.replace("{c}", path.collection)
                .replace("{id}", id)
                .replace("{id-1}", id.substring(1))
                .replace("{d}", members);
    }

    @Override
    public String toString() {
        var parts = Stream.of(method, address, header, mediaType, body)
                .map(Form::name)
                .filter(name -> !name.isEmpty())
                .toList();
        return String.join("  ", parts);
    }
}
