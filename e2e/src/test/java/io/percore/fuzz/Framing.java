package io.percore.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How RFC 9112 divides bytes into requests: those that are whole, and what follows that is none, or not all of one.
 *
 * <p>Lenient where a server may be (a line may end with LF alone), since it may refuse such a request as well. Strict where two
 * servers that differ could be played off against each other: lengths, codings, chunks, line folding, bare CR and NUL.
 */
record Framing(List<Asked> requests, Optional<Asked> begun, String rest) {

    /** Of a text that has a character for each byte. */
    static Framing of(String text) {
        var reader = new FramingReader(text);
        var requests = new ArrayList<Asked>();
        try {
            while (reader.more()) {
                var request = reader.request();
                requests.add(request);
                if (request.closes()) {
                    break;
                }
            }
            return new Framing(requests, Optional.empty(), "");
        } catch (FramingReader.NoRequest none) {
            return new Framing(requests, reader.begun(), reader.rest());
        }
    }

    boolean whole() {
        return rest.isEmpty();
    }

    /** Whether the answer to the rest has no body: the method counts, whatever is wrong behind it. */
    boolean restIsHead() {
        return rest.startsWith("HEAD ");
    }

    /** One request and nothing else, behind which the connection stays. */
    boolean plain() {
        return whole() && requests.size() == 1 && !requests.getFirst().closes();
    }
}
