package io.percore;

import java.util.List;

/** One worker: starts its parts in order and serves until it is told to stop. */
public final class Main {
    /** EX_CONFIG of sysexits.h: a restart will not help, an operator must mend the configuration. */
    private static final int MISCONFIGURED = 78;

    private Main() {}

    static void main(String[] arguments) {
        try {
            System.out.println(Settings.load(List.of(arguments), System.getenv()));
        } catch (InvalidConfiguration e) {
            e.problems().forEach(System.err::println);
            System.exit(MISCONFIGURED);
        }
    }
}
