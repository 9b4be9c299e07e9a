package io.percore.bundle;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ports.Binding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.stream.IntStream;

/** Where a container's ports are published on the loopback of this machine. */
record LoopbackPorts(Ports published) {

    static LoopbackPorts of(HostConfig container) {
        return new LoopbackPorts(container.getPortBindings());
    }

    // The engine would choose other ports at every restart of the container, so free ones are chosen here.
    static LoopbackPorts free(IntStream ports) {
        return new LoopbackPorts(new Ports(ports.mapToObj(
                        port -> new PortBinding(Binding.bindIpAndPort("127.0.0.1", free()), ExposedPort.tcp(port)))
                .toArray(PortBinding[]::new)));
    }

    private static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    URI of(int port) {
        var bindings = published.getBindings().get(ExposedPort.tcp(port));
        if (bindings == null) {
            throw new IllegalArgumentException("port " + port + " is not published, only " + published);
        }
        return URI.create("http://127.0.0.1:" + bindings[0].getHostPortSpec());
    }
}
