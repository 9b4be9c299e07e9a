package io.percore.fuzz;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the answers on a connection, strictly: whatever is not HTTP is a fault. */
final class ReplyReader {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) [ -~]*");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+): ([\\x20-\\x7e]*)");

    /** What came is no answer. */
    static final class NotHttp extends IOException {

        private static final long serialVersionUID = 1;

        NotHttp(String message) {
            super(message);
        }
    }

    private final InputStream input;

    ReplyReader(InputStream input) {
        this.input = new BufferedInputStream(input);
    }

    /** The next answer, or none where the connection ends instead. */
    Optional<Reply> next(boolean head) throws IOException {
        input.mark(5);
        var begin = input.readNBytes(5);
        if (begin.length == 0) {
            return Optional.empty();
        }
        input.reset();
        if (!new String(begin, StandardCharsets.ISO_8859_1).equals("HTTP/")) {
            return Optional.of(Reply.bare(text(input.readAllBytes())));
        }
        var line = line();
        var status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new NotHttp("status line " + line);
        }
        return answer(Integer.parseInt(status.group(1)), head);
    }

    private Optional<Reply> answer(int status, boolean head) throws IOException {
        var headers = headers();
        if (status == 100) {
            return next(head);
        }
        var none = head || status == 204 || status == 304;
        return Optional.of(new Reply(status, headers, none ? "" : body(headers)));
    }

    private Map<String, List<String>> headers() throws IOException {
        var headers = new HashMap<String, List<String>>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            var header = HEADER.matcher(line);
            if (!header.matches()) {
                throw new NotHttp("header line " + line);
            }
            headers.computeIfAbsent(header.group(1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.group(2));
        }
        return headers;
    }

    private String body(Map<String, List<String>> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
            return chunks();
        }
        var lengths = headers.getOrDefault("content-length", List.of());
        if (lengths.size() != 1) {
            throw new NotHttp("lengths " + lengths);
        }
        return text(exactly(Integer.parseInt(lengths.getFirst())));
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        for (var size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(text(exactly(size)));
            line();
        }
        line();
        return body.toString();
    }

    private byte[] exactly(int length) throws IOException {
        var bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("%d of %d bytes".formatted(bytes.length, length));
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("within a line");
            }
            line.append((char) next);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new NotHttp("a line without CR: " + line);
        }
        return line.substring(0, line.length() - 1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
