package io.percore.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ports of a container and the loopback ports they are published on, which stay the same across reboots. */
record Ports(Map<Integer, Integer> published) {

    // The engine's own ephemeral ports change whenever a container restarts, so free ones are chosen here.
    static Ports of(IntStream ports) {
        return new Ports(ports.boxed().collect(Collectors.toMap(Function.identity(), port -> free())));
    }

    Stream<String> bindings() {
        return published.entrySet().stream().map(port -> "127.0.0.1:" + port.getValue() + ":" + port.getKey());
    }

    URI published(int port) {
        if (!published.containsKey(port)) {
            throw new IllegalArgumentException("port " + port + " is not published, only " + published.keySet());
        }
        return URI.create("http://127.0.0.1:" + published.get(port));
    }

    private static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
