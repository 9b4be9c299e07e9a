package io.percore.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;

/** Requests of the worker to itself before it says that it serves: they load classes, open pools and find out about stores. */
public final class WarmUp {
    private static final int ROUNDS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final OwnPort port;

    public WarmUp(OwnPort port) {
        this.port = port;
    }

    /** Reads from each collection in turn, ten times or for two seconds in all; answers that refuse do as well. */
    public void run(Collection<String> collections) {
        var end = System.nanoTime() + LIMIT.toNanos();
        var paths = collections.stream()
                .flatMap(name -> Stream.of("/v1/" + name + "/warm-up", "/v1/" + name + "?limit=1"))
                .toList();
        for (var round = 0; round < ROUNDS; round++) {
            for (var path : paths) {
                if (System.nanoTime() > end) {
                    return;
                }
                port.answers(path, LIMIT);
            }
        }
    }
}
