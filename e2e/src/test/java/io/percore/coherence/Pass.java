package io.percore.coherence;

import io.percore.coherence.Operation.Meaning;
import io.percore.coherence.Placed.Floor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** One pass over a key's history in the order of time, which puts each operation at a revision. */
final class Pass {

    private static final long NOWHERE = -1;

    /** An operation begins or ends; of what happens at once, beginnings come first. */
    private record Event(long at, boolean end, Placed placed) {}

    /** What was shown at some moment, and how many writes of unknown outcome had begun. */
    private record Shown(Floor floor, int unknown) {}

    private final Versions versions;
    private final Duration doubt;
    private final List<Event> events;
    private final Set<Placed> underWay = new HashSet<>();
    private final List<Placed> unnamed = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();
    private final Set<Long> deletes = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();
    private Floor floor = new Floor(0, null);
    private int unknown;

    Pass(Versions versions, Collection<Operation> operations, Duration doubt) {
        this.versions = versions;
        this.doubt = doubt;
        var ceilings = new Ceilings(versions, operations);
        events = operations.stream()
                .filter(this::tells)
                .map(operation -> placed(operation, ceilings))
                .flatMap(placed -> Stream.of(
                        new Event(placed.operation().invoked(), false, placed), new Event(placed.end(), true, placed)))
                .sorted(Comparator.comparingLong(Event::at).thenComparing(Event::end))
                .toList();
    }

    private boolean tells(Operation operation) {
        return operation.mayBeWrite()
                || (operation.meaning() != Meaning.UNKNOWN && operation.meaning() != Meaning.SHOWN_STALE);
    }

    private Placed placed(Operation operation, Ceilings ceilings) {
        var end = operation.completed() + (operation.mayBeWrite() ? doubt.toNanos() : 0);
        return new Placed(operation, end, ceilings.after(end));
    }

    void run() {
        for (var event : events) {
            if (event.end()) {
                end(event.placed());
            } else {
                begin(event.placed());
            }
        }
        checkGaps();
    }

    /** What is wrong; where an old answer came, that only, since it makes right ones before it look impossible. */
    List<Violation> violations() {
        var old = violations.stream()
                .filter(violation -> violation.rule() == Rule.ORDER)
                .toList();
        return old.isEmpty() ? violations : old;
    }

    private void begin(Placed placed) {
        var operation = placed.operation();
        placed.begin(floor);
        underWay.add(placed);
        if (versions.revision(operation) == 0 && (operation.isWrite() || operation.mayBeWrite())) {
            unnamed.add(placed);
            unknown += operation.mayBeWrite() ? 1 : 0;
        }
    }

    private void end(Placed placed) {
        var revision = revision(placed);
        underWay.remove(placed);
        forget();
        if (revision == NOWHERE) {
            return;
        }
        var operation = placed.operation();
        var low = placed.low();
        var writes = operation.isWrite() || operation.mayBeWrite();
        if (revision < low.revision() || (writes && revision == low.revision())) {
            violations.add(new Violation(Rule.ORDER, low.by(), operation));
        }
        if (revision > floor.revision()) {
            floor = new Floor(revision, operation);
            shown.add(new Shown(floor, unknown));
        }
    }

    /** Nobody who is still to be answered can have been shown what such writes made. */
    private void forget() {
        var lowest = underWay.stream()
                .mapToLong(placed -> placed.low().revision())
                .min()
                .orElse(floor.revision());
        unnamed.removeIf(write -> write.high() < lowest);
    }

    private long revision(Placed placed) {
        var certain = versions.revision(placed.operation());
        if (certain > 0) {
            return certain;
        }
        return switch (placed.operation().meaning()) {
            case DELETED -> delete(placed);
            case ABSENT -> lowest(placed, false, versions::isAbsent, versions::isLive);
            case PRESENT -> lowest(placed, true, versions::isLive, versions::isAbsent);
            case STORED, SHOWN, SHOWN_STALE, UNKNOWN -> NOWHERE;
        };
    }

    private long delete(Placed placed) {
        var revision = placed.low().revision() + 1;
        while (versions.hasWriter(revision) || versions.isLive(revision) || deletes.contains(revision)) {
            revision++;
        }
        deletes.add(revision);
        return revision;
    }

    /** The lowest revision at which the key was, or may have been, as the answer says. */
    private long lowest(Placed placed, boolean live, LongPredicate surely, LongPredicate surelyNot) {
        var low = placed.low().revision();
        var last = Math.min(placed.high(), Math.max(low, versions.last()) + unnamed.size());
        for (var revision = low; revision <= last; revision++) {
            if (surely.test(revision) || (!surelyNot.test(revision) && canHaveBeenMade(revision, live))) {
                return revision;
            }
        }
        var conditional = placed.operation().told().status() == 412;
        var known =
                placed.low().by() == null ? placed.operation() : placed.low().by();
        violations.add(new Violation(conditional ? Rule.REFUSAL : Rule.ABSENCE, known, placed.operation()));
        return NOWHERE;
    }

    private boolean canHaveBeenMade(long revision, boolean live) {
        return unnamed.stream().anyMatch(write -> write.leavesBody() == live && write.canHaveMade(revision));
    }

    /** Every revision that was shown, and that no write is known to have made, must be one of unknown outcome. */
    private void checkGaps() {
        var gaps = 0;
        var from = 1L;
        for (var moment : shown) {
            for (; from <= Math.min(moment.floor().revision(), versions.last()); from++) {
                gaps += versions.hasWriter(from) || deletes.contains(from) ? 0 : 1;
            }
            if (gaps > moment.unknown()) {
                var by = moment.floor().by();
                violations.add(new Violation(Rule.SENT, by, by));
                return;
            }
        }
    }
}
