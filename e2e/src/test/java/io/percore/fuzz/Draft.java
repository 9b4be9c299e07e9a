package io.percore.fuzz;

import java.util.ArrayList;
import java.util.List;

/** A request in the parts that a mutation takes hold of; each character stands for one byte. */
final class Draft {

    String method = "GET";
    String target = "/";
    String version = "HTTP/1.1";
    /** Each with its line's end. */
    final List<String> headers = new ArrayList<>();

    String end = "\r\n";
    /** The body as it is sent: whole, or chunk by chunk. */
    final List<String> body = new ArrayList<>();

    void header(String name, String value) {
        headers.add(name + ": " + value + "\r\n");
    }

    /** Gives it a body whose length is said before. */
    void measured(String content) {
        header("Content-Length", String.valueOf(content.length()));
        body.add(content);
    }

    /** Gives it a body in chunks; the last of the parts may hold trailers. */
    void chunked(List<String> chunks) {
        header("Transfer-Encoding", "chunked");
        body.addAll(chunks);
    }

    String text() {
        return method + " " + target + " " + version + "\r\n" + String.join("", headers) + end + String.join("", body);
    }
}
