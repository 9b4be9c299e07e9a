package io.percore.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads requests one after the other. */
final class FramingReader {

    private static final Pattern REQUEST_LINE = Pattern.compile(
            "([A-Z_-]+) +((?:/|[A-Za-z][A-Za-z0-9+.-]*://)[\\x21-\\x7e\\x80-\\xff]*)(?: +HTTP/1\\.(\\d{1,3}) *| *)");
    // What a server may take for a name and leave out is one, too.
    private static final Pattern NAME = Pattern.compile("[^\\x00-\\x20\\x7f:]+");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern CHUNK = Pattern.compile("0*([0-9a-fA-F]{1,8})(?:[; \\t].*)?");

    /** What is left is no request, or not all of one. */
    static final class NoRequest extends Exception {

        private static final long serialVersionUID = 1;
    }

    private final String text;
    private int at;
    private int start;
    private Optional<Asked> begun = Optional.empty();

    FramingReader(String text) {
        this.text = text;
    }

    /** The request whose head is whole and whose body is not. */
    Optional<Asked> begun() {
        return begun;
    }

    /** From where the last request begins. */
    String rest() {
        return text.substring(start);
    }

    boolean more() {
        while (at < text.length() && (text.charAt(at) == '\r' || text.charAt(at) == '\n')) {
            at++;
        }
        return at < text.length();
    }

    Asked request() throws NoRequest {
        begun = Optional.empty();
        start = at;
        var line = REQUEST_LINE.matcher(line());
        require(line.matches());
        var version = line.group(3);
        if (version == null) {
            require(line.group(1).equals("GET"));
            return new Asked("GET", line.group(2), Asked.NO_VERSION, Map.of());
        }
        // 1.2 and later are answered as 1.1 is.
        var minor = Math.min(1, Integer.parseInt(version));
        var request = new Asked(line.group(1), line.group(2), minor, headers());
        var hosts = request.all("host").size();
        require(hosts == 1 || (hosts == 0 && minor == 0));
        body(request);
        begun = Optional.empty();
        return request;
    }

    private Map<String, List<String>> headers() throws NoRequest {
        var headers = new HashMap<String, List<String>>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            var parts = line.split(":", 2);
            require(NAME.matcher(parts[0]).matches());
            headers.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(parts.length == 1 ? "" : trimmed(parts[1]));
        }
        return headers;
    }

    private static String trimmed(String value) {
        return value.replaceAll("^[ \\t]+|[ \\t]+$", "");
    }

    private void body(Asked request) throws NoRequest {
        var lengths = request.all("content-length");
        var codings = request.all("transfer-encoding");
        require(lengths.size() + codings.size() <= 1);
        require(lengths.stream().allMatch(length -> LENGTH.matcher(length).matches()));
        require(codings.stream().allMatch(coding -> coding.equalsIgnoreCase("chunked") && request.minor() == 1));
        begun = Optional.of(request);
        for (var length : lengths) {
            skip(Long.parseLong(length));
        }
        if (!codings.isEmpty()) {
            chunks();
        }
    }

    private void chunks() throws NoRequest {
        for (var size = chunk(); size > 0; size = chunk()) {
            skip(size);
            require(line().isEmpty());
        }
        while (!line().isEmpty()) {
            // Trailers say nothing about where the request ends.
        }
    }

    private long chunk() throws NoRequest {
        var head = CHUNK.matcher(line());
        require(head.matches());
        return Long.parseLong(head.group(1), 16);
    }

    private void skip(long length) throws NoRequest {
        require(length <= text.length() - at);
        at += (int) length;
    }

    /** Up to the next LF, without CRs before it; none may stand elsewhere, and no NUL. */
    private String line() throws NoRequest {
        var end = text.indexOf('\n', at);
        require(end >= 0);
        var line = text.substring(at, end);
        at = end + 1;
        while (line.endsWith("\r")) {
            line = line.substring(0, line.length() - 1);
        }
        require(line.indexOf('\r') < 0 && line.indexOf('\0') < 0);
        return line;
    }

    private static void require(boolean fact) throws NoRequest {
        if (!fact) {
            throw new NoRequest();
        }
    }
}
