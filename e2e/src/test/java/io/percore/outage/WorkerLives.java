package io.percore.outage;

import io.percore.bundle.Bundle;
import io.percore.bundle.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/** What the workers did since this was made, when all of them served: by the journal, and by the kills that came from here. */
final class WorkerLives {

    private static final String EVENTS = "^Started percore@|: Main process exited|^starts (in|now)";

    private final Bundle bundle;
    private final Instant begin = Instant.now();
    private final List<Event> kills = new ArrayList<>();

    WorkerLives(Bundle bundle) {
        this.bundle = bundle;
    }

    private enum State {
        SERVES(": Started "),
        DEAD(": Main process exited"),
        WAITS(": starts in "),
        STARTS(": starts now");

        private final String mark;

        State(String mark) {
            this.mark = mark;
        }

        private static State after(String line) {
            return Stream.of(values())
                    .filter(state -> line.contains(state.mark))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** From then on the worker is in that state. */
    private record Event(Instant at, int port, State state) {

        private static Event of(int port, String line) {
            var micros = Long.parseLong(line.substring(0, line.indexOf(' ')).replace(".", ""));
            return new Event(Instant.EPOCH.plusNanos(micros * 1000), port, State.after(line));
        }
    }

    /** Kills the worker's process; one that waits for its start has none. */
    void kill(int port) {
        var process = bundle.app().property("percore@" + port, "MainPID");
        if (!process.equals("0")) {
            // The journal tells of it late.
            kills.add(new Event(Instant.now(), port, State.DEAD));
            bundle.app().run("kill -9 " + process);
        }
    }

    int kills() {
        return kills.size();
    }

    /** How often a worker waited before its start. */
    long pauses() {
        return events().stream().filter(event -> event.state() == State.WAITS).count();
    }

    /** When no worker served. */
    List<Interval> withoutService() {
        var intervals = new ArrayList<Interval>();
        var states = new HashMap<Integer, State>();
        bundle.workers().forEach(port -> states.put(port, State.SERVES));
        var since = begin;
        for (var event : events()) {
            if (!states.containsValue(State.SERVES)) {
                intervals.add(new Interval(since, event.at()));
            }
            states.put(event.port(), event.state());
            since = event.at();
        }
        return intervals;
    }

    /** Whether there was a moment in which all workers waited for their start. */
    boolean allWaitedAtOnce() {
        var states = new HashMap<Integer, State>();
        bundle.workers().forEach(port -> states.put(port, State.SERVES));
        return events().stream().anyMatch(event -> {
            states.put(event.port(), event.state());
            return states.values().stream().allMatch(state -> state == State.WAITS);
        });
    }

    private List<Event> events() {
        var told = bundle.workers().stream().flatMap(this::events);
        return Stream.concat(told, kills.stream())
                .sorted(Comparator.comparing(Event::at))
                .toList();
    }

    private Stream<Event> events(int port) {
        return bundle
                .app()
                .run("journalctl --unit percore@%d --since @%d.%06d --output short-unix --quiet --grep '%s'"
                        .formatted(port, begin.getEpochSecond(), begin.getNano() / 1000, EVENTS))
                .lines()
                .stream()
                .map(line -> Event.of(port, line));
    }
}
