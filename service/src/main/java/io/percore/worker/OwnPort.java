package io.percore.worker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The worker seen as its clients see it: by a request to its own port. */
public final class OwnPort {
    /** Answered by the worker alone, without its stores. */
    public static final String PROBE = "/probe";

    private static final byte[] ANSWER = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress address;

    public OwnPort(String host, int port) {
        this.address = new InetSocketAddress(host, port);
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
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
