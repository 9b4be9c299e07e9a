package io.percore.document;

import io.percore.refusal.RequestRefusal.InvalidHeader;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names one client request across every retry that the edge makes of it. */
record OperationId(String text) {
    /** The request header that carries it; the edge sets it and never takes it from clients. */
    static final String HEADER = "Percore-Operation";

    /** How many bytes it has as it is stored. */
    static final int BYTES = 24;

    private static final Pattern FORM = Pattern.compile("[0-9]{1,11}\\.[0-9]{3}-[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 16;

    /** The operation that the header names. */
    static OperationId of(String header) {
        if (!FORM.matcher(header).matches()) {
            throw new InvalidHeader(HEADER, "<unix time in seconds>.<milliseconds>-<32 hexadecimal digits>");
        }
        return new OperationId(header);
    }

    /** A new operation, for a request that did not come through the edge. */
    static OperationId at(Instant now) {
        var random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        var millis = now.toEpochMilli();
        return new OperationId("%d.%03d-%s"
                .formatted(
                        Math.floorDiv(millis, 1000),
                        Math.floorMod(millis, 1000),
                        HexFormat.of().formatHex(random)));
    }

    /** When the request reached the edge, in milliseconds since 1970. */
    long millis() {
        var point = text.indexOf('.');
        return Long.parseLong(text, 0, point, 10) * 1000 + Integer.parseInt(text, point + 1, point + 4, 10);
    }

    /** As it is stored: its time, then its random part. */
    byte[] bytes() {
        var random = HexFormat.of().parseHex(text, text.length() - 2 * RANDOM_BYTES, text.length());
        return ByteBuffer.allocate(BYTES).putLong(millis()).put(random).array();
    }

    /**
     * The id of the document that this operation creates, the same on every try.
     *
     * <p>A UUIDv7 (RFC 9562): the operation's time, then 74 of its random bits.
     */
    String documentId() {
        var random = text.length() - 2 * RANDOM_BYTES;
        var first = Long.parseUnsignedLong(text, random, random + 3, 16);
        var second = Long.parseUnsignedLong(text, random + 3, random + 19, 16);
        return new UUID(millis() << 16 | 0x7000 | first, second >>> 2 | 1L << 63).toString();
    }
}
