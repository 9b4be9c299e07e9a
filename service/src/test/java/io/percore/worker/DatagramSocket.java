package io.percore.worker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The receiving end of sd_notify: a real Unix datagram socket, as systemd has one. */
final class DatagramSocket implements AutoCloseable {
    private static final MethodHandle SOCKET = libc("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = libc("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECV = libc("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = libc("close", JAVA_INT, JAVA_INT);
    private static final int MSG_DONTWAIT = 0x40;

    private final int socket;

    /** A name beginning with '@' is an abstract one. */
    DatagramSocket(String name) throws Throwable {
        socket = (int) SOCKET.invokeExact(1, 2, 0);
        var path = name.replace('@', '\0').getBytes(StandardCharsets.UTF_8);
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(2L + path.length);
            address.set(JAVA_SHORT_UNALIGNED, 0, (short) 1);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            if ((int) BIND.invokeExact(socket, address, (int) address.byteSize()) != 0) {
                throw new IllegalStateException("no socket could be bound to " + name);
            }
        }
    }

    /** The next message, or nothing when none comes within {@code limit}. */
    Optional<String> next(Duration limit) throws Throwable {
        var end = System.nanoTime() + limit.toNanos();
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(4096);
            do {
                var length = (long) RECV.invokeExact(socket, buffer, buffer.byteSize(), MSG_DONTWAIT);
                if (length >= 0) {
                    var bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
                    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
                }
                Thread.sleep(5);
            } while (System.nanoTime() < end);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            var ignored = (int) CLOSE.invokeExact(socket);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle libc(String function, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), FunctionDescriptor.of(result, arguments));
    }
}
