package io.percore.document;

import java.util.List;

/** What a worker may do at a moment, given what it knows of the regime lease and whether it reaches Redis. */
sealed interface Standing {
    /** What each is called. */
    List<String> LABELS = List.of("cached", "direct", "cut-off", "waiting");

    /** Redis is of the lease's generation: reads may use it, and writes announce themselves in it. */
    record Announcing(long generation) implements Standing {}

    /** Nobody believes Redis, which this worker's own lease says: until that {@link System#nanoTime} writes go unannounced. */
    record Direct(long until) implements Standing {
        boolean holds(long now) {
            return now - until < 0;
        }
    }

    /** Siblings keep up the cache that this worker does not reach: they must do its writes. */
    record CutOff() implements Standing {}

    /** Nothing is known yet, or the regime is changing: writes wait. */
    record Waiting() implements Standing {}

    /** In one of the words of {@link #LABELS}. */
    default String label() {
        return switch (this) {
            case Announcing _ -> "cached";
            case Direct _ -> "direct";
            case CutOff _ -> "cut-off";
            case Waiting _ -> "waiting";
        };
    }
}
