package io.percore.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Clients of the edge that are connected and dawdle: they begin a request, if that, and send a byte a second. */
public final class SlowClients implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String beginning;
    private final List<SocketChannel> channels;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread dawdling = Thread.ofVirtual().unstarted(this::dawdle);

    private SlowClients(InetSocketAddress edge, int clients, String beginning) {
        this.beginning = beginning;
        this.channels = IntStream.range(0, clients)
                .mapToObj(client -> begun(edge, beginning))
                .toList();
    }

    /** So many clients, connected, that have sent this and never get to an end. */
    public static SlowClients of(Bundle bundle, int clients, String beginning) {
        var edge = bundle.directEdge();
        var slow = new SlowClients(new InetSocketAddress(edge.getHost(), edge.getPort()), clients, beginning);
        if (!beginning.isEmpty()) {
            slow.dawdling.start();
        }
        return slow;
    }

    private static SocketChannel begun(InetSocketAddress edge, String beginning) {
        try {
            var channel = SocketChannel.open(edge);
            channel.write(ByteBuffer.wrap(beginning.getBytes(US_ASCII)));
            return channel;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private void dawdle() {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                channels.forEach(SlowClients::sendOneByte);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sendOneByte(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'a'}));
        } catch (IOException givenUp) {
            // The edge may close the connection of a client that is too slow.
        }
    }

    /** Has all of them say that they will send nothing more, and go on listening. */
    public void closeTheirHalf() {
        try {
            for (var channel : channels) {
                channel.shutdownOutput();
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** How many of them the edge has not closed the connection to. */
    public long open() {
        return channels.stream().filter(SlowClients::isOpen).count();
    }

    private static boolean isOpen(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            return channel.read(ByteBuffer.allocate(1)) >= 0;
        } catch (IOException reset) {
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            for (var channel : channels) {
                channel.close();
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public String toString() {
        return channels.size() + " clients that sent \""
                + beginning.lines().findFirst().orElse("") + "\"";
    }
}
