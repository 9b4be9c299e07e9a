package io.percore.worker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Sends datagrams to a Unix socket by way of libc, since Java knows Unix sockets only as streams. */
final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int LONGEST_PATH = 108;

    private static final MethodHandle SOCKET = libc("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO =
            libc("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = libc("close", JAVA_INT, JAVA_INT);

    private final byte[] path;

    /** A path beginning with '@' names a socket in the abstract namespace. */
    NotifySocket(String path) {
        this.path = path.getBytes(StandardCharsets.UTF_8);
        if (this.path.length > LONGEST_PATH - 1) {
            throw new IllegalArgumentException("a Unix socket's path has at most 107 bytes: " + path);
        }
        if (this.path[0] == '@') {
            this.path[0] = 0;
        }
    }

    void send(String text) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var message = arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
            if (deliver(message, address(arena)) != message.byteSize()) {
                throw new IOException("the service manager's socket did not take the message");
            }
        }
    }

    private MemorySegment address(Arena arena) {
        // The family and the path without padding: for an abstract name each further byte would be part of it.
        var address = arena.allocate(2L + path.length);
        address.set(JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
        return address;
    }

    private static long deliver(MemorySegment message, MemorySegment address) throws IOException {
        try {
            var socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            try {
                return (long) SENDTO.invokeExact(
                        socket, message, message.byteSize(), MSG_NOSIGNAL, address, (int) address.byteSize());
            } finally {
                var ignored = (int) CLOSE.invokeExact(socket);
            }
        } catch (Throwable e) {
            throw new IOException("libc could not be called", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle libc(String function, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), FunctionDescriptor.of(result, arguments));
    }
}
