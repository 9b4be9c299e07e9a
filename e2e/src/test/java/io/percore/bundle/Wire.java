package io.percore.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sends bytes to the edge as they are, where Java's own client would refuse, mend or add something. */
public final class Wire {

    private static final int LIMIT_MILLIS = 20_000;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(ISO_8859_1);

    private final URI edge;

    private Wire(URI edge) {
        this.edge = edge;
    }

    /** To the edge of that bundle. */
    public static Wire to(Bundle bundle) {
        return new Wire(bundle.directEdge());
    }

    /** What is answered to a request that asks for the connection to be closed; status 0 when nothing is. */
    public Answer send(byte[] request) {
        try (var socket = new Socket(edge.getHost(), edge.getPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(request);
            return answer(read(socket));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static byte[] read(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (IOException reset) {
            // The edge may reset what it closes; what came before counts.
            if (bytes.size() == 0) {
                throw reset;
            }
        }
        return bytes.toByteArray();
    }

    private static Answer answer(byte[] bytes) {
        var end = endOfHead(bytes);
        if (end < 0) {
            return new Answer(0, HttpHeaders.of(Map.of(), (name, value) -> true), new String(bytes, ISO_8859_1));
        }
        var head = new String(bytes, 0, end, ISO_8859_1).split("\r\n");
        if (head[0].startsWith("HTTP/1.1 100")) {
            return answer(Arrays.copyOfRange(bytes, end + HEAD_END.length, bytes.length));
        }
        var text = new String(bytes, end + HEAD_END.length, bytes.length - end - HEAD_END.length, UTF_8);
        return new Answer(
                Integer.parseInt(head[0], "HTTP/1.1 ".length(), "HTTP/1.1 200".length(), 10), headers(head), text);
    }

    private static HttpHeaders headers(String[] head) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        Stream.of(head)
                .skip(1)
                .map(line -> line.split(": ?", 2))
                .forEach(line -> headers.computeIfAbsent(line[0], name -> new ArrayList<>())
                        .add(line[1]));
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    private static int endOfHead(byte[] bytes) {
        for (var at = 0; at + HEAD_END.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                return at;
            }
        }
        return -1;
    }
}
