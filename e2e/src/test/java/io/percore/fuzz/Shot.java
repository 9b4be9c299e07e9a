package io.percore.fuzz;

import java.nio.charset.StandardCharsets;

/** What is sent, a character for each byte, and what it means. */
record Shot(long number, String text, Framing framing) {

    private static final int SHOWN = 3000;

    static Shot of(long number, String text) {
        return new Shot(number, text, Framing.of(text));
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes as printf understands them in a shell; of very long ones the beginning. */
    @Override
    public String toString() {
        var shown = new StringBuilder("request ").append(number).append(": printf '");
        text.chars().forEach(character -> shown.append(shown((char) character)));
        return shown.length() < SHOWN
                ? shown.append('\'').toString()
                : shown.substring(0, SHOWN) + "... (" + text.length() + " bytes)";
    }

    private static String shown(char character) {
        return switch (character) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '%' -> "%%";
            case '\\' -> "\\\\";
            case '\'' -> "'\\''";
            default ->
                character >= ' ' && character <= '~' ? String.valueOf(character) : "\\%03o".formatted((int) character);
        };
    }
}
