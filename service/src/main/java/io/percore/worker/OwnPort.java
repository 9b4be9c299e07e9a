package io.percore.worker;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/** The worker seen as its clients see it: by a request to its own port. */
public final class OwnPort {
    /** Answered by the worker alone, without its stores. */
    public static final String PROBE = "/probe";

    // A name that no client can guess: what it marks is not counted as a request.
    private static final Header OWN = HeaderValues.create(
            HeaderNames.create("Percore-Own"), UUID.randomUUID().toString());
    private static final byte[] ANSWER = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress address;

    public OwnPort(String host, int port) {
        this.address = new InetSocketAddress(host, port);
    }

    /** Whether the worker itself sent these headers. */
    static boolean sent(Headers headers) {
        return headers.contains(OWN);
    }

    /** Whether a GET of {@code path} gets any HTTP answer in time; also a refusal shows that the worker lives. */
    public boolean answers(String path, Duration limit) {
        try (var socket = new Socket()) {
            var millis = Math.toIntExact(limit.toMillis());
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(request(path));
            return Arrays.equals(socket.getInputStream().readNBytes(ANSWER.length), ANSWER);
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] request(String path) {
        return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s: %s\r\n\r\n"
                .formatted(path, OWN.name(), OWN.get())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
