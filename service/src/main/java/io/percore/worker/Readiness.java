package io.percore.worker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether the worker takes requests, and how the parts it depends on are. */
public final class Readiness {
    /** What a worker is doing, in the order in which it does it. */
    private enum Phase {
        STARTING,
        SERVING,
        DRAINING
    }

    /** An answer at one moment; {@code parts} says in words how each part is. */
    public record Report(boolean ready, String reason, Map<String, String> parts) {}

    /**
     * Something that matters for the worker; its state is asked for on every report, so it answers from memory. Empty,
     * there is nothing to say.
     */
    public record Part(String name, Supplier<String> state) {}

    private final List<Part> parts;
    private final Supplier<Optional<String>> obstacle;
    private volatile Phase phase = Phase.STARTING;

    /** The obstacle, if there is one, is why requests should go to other workers. */
    public Readiness(List<Part> parts, Supplier<Optional<String>> obstacle) {
        this.parts = List.copyOf(parts);
        this.obstacle = obstacle;
    }

    /** From now on the worker takes requests, whatever state its stores are in: it can still refuse them well. */
    public void serving() {
        phase = Phase.SERVING;
    }

    /** From now on the worker sends new requests to its siblings. */
    public void draining() {
        phase = Phase.DRAINING;
    }

    /** How things are now. */
    public Report report() {
        var states = new LinkedHashMap<String, String>();
        parts.forEach(part -> states.put(part.name(), part.state().get()));
        states.values().removeIf(String::isEmpty);
        return switch (phase) {
            case STARTING -> new Report(false, "starting", states);
            case SERVING -> serving(states);
            case DRAINING -> new Report(false, "draining: new requests go to other workers", states);
        };
    }

    private Report serving(Map<String, String> states) {
        return obstacle.get()
                .map(reason -> new Report(false, reason, states))
                .orElseGet(() -> new Report(true, "serving", states));
    }

    /** The report in one line, for `systemctl status`. */
    public String status() {
        var report = report();
        return report.parts().entrySet().stream()
                .map(part -> part.getKey() + " " + part.getValue())
                .collect(Collectors.joining("; ", report.reason() + "; ", ""));
    }
}
