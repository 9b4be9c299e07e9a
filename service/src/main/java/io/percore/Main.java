package io.percore;

/** One worker: starts its parts in order and serves until it is told to stop. */
public final class Main {
    private Main() {}

    static void main() {
        System.out.println("percore");
    }
}
