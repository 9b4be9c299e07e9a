package io.percore.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Asked at every fault point of a worker whether something goes wrong now. */
public final class Faults {

    /**
     * The folder in which faults are armed: a file named like a point has the fault in its first line, and in the others texts
     * that all occur in the write it is meant for. Whoever deletes the file commits the fault, so it happens once.
     */
    public static final Path DIRECTORY = Path.of("/run/percore-faults");

    private static final ThreadLocal<Progress> PROGRESS = ThreadLocal.withInitial(() -> new Progress(null, null));
    private static volatile List<Behaviour> behaviours = List.of();

    /** How far this thread has come with which write. */
    private record Progress(Object write, FaultPoint passed) {}

    private Faults() {}

    static void releaseIs(List<Behaviour> wrong) {
        behaviours = List.copyOf(wrong);
        behaviours.forEach(Behaviour::start);
    }

    /** What the worker's methods call; {@code value} is their object at the beginning, their result at the end. */
    public static void at(String name, Object value) {
        var point = FaultPoint.valueOf(name);
        behaviours.forEach(behaviour -> behaviour.at(point, value));
        if (reached(point, value) && Files.exists(armed(point))) {
            commit(point);
        }
    }

    private static boolean reached(FaultPoint point, Object value) {
        var before = PROGRESS.get();
        return switch (point) {
            case DECISION -> {
                PROGRESS.set(new Progress(value, point));
                yield true;
            }
            case AFTER_COMMIT -> {
                PROGRESS.set(new Progress(before.write(), point));
                yield "STORED".equals(String.valueOf(value));
            }
            case DURING_PUBLISH -> before.passed() == FaultPoint.AFTER_COMMIT;
            case REQUEST -> {
                PROGRESS.remove();
                Fault.passDeadlock();
                yield true;
            }
            default -> true;
        };
    }

    private static void commit(FaultPoint point) {
        try {
            var lines = Files.readAllLines(armed(point));
            var write = String.valueOf(PROGRESS.get().write());
            if (lines.stream().skip(1).allMatch(write::contains) && Files.deleteIfExists(armed(point))) {
                System.err.println("fault: " + lines.getFirst() + " at " + point);
                Fault.valueOf(lines.getFirst()).happen();
            }
        } catch (IOException gone) {
            // Another worker was quicker.
            System.err.println("fault: not here: " + gone);
        }
    }

    private static Path armed(FaultPoint point) {
        return DIRECTORY.resolve(point.file());
    }

    /** The lines of the file that arms a fault. */
    public static String order(Fault fault, String... marks) {
        return String.join(
                "\n", Stream.concat(Stream.of(fault.name()), Stream.of(marks)).toList());
    }
}
