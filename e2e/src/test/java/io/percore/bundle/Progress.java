package io.percore.bundle;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the suite is doing, on the console, with the time of day. */
public final class Progress {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final PrintStream CONSOLE = System.out;

    private Progress() {}

    /** Prints one line, or what a line stands before. */
    public static void say(String line) {
        CONSOLE.println("[e2e " + LocalTime.now(ZoneId.systemDefault()).format(TIME) + "] " + line);
    }
}
