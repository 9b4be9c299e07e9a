package io.percore.fuzz;

import java.util.List;
import java.util.Map;

/** One answer as it came; status 0 is a body without a head, as HTTP/0.9 has it. */
record Reply(int status, Map<String, List<String>> headers, String body) {

    static Reply bare(String body) {
        return new Reply(0, Map.of("connection", List.of("close")), body);
    }

    String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    boolean closes() {
        return header("connection").equalsIgnoreCase("close");
    }

    boolean success() {
        return status >= 200 && status < 400;
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + body.substring(0, Math.min(300, body.length()));
    }
}
