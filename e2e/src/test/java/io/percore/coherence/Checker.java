package io.percore.coherence;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what is wrong with a history, key by key. */
final class Checker {

    private final Duration doubt;

    /** One for a service in which a write without an answer is stored so long after its client gave up, or never. */
    Checker(Duration doubt) {
        this.doubt = doubt;
    }

    /** Every violation, none for a history that a coherent service can have. */
    List<Violation> violations(Collection<Operation> history) {
        return history.stream().collect(Collectors.groupingBy(Operation::key)).values().stream()
                .flatMap(operations -> violations(operations).stream())
                .toList();
    }

    private List<Violation> violations(List<Operation> operations) {
        var versions = new Versions(operations);
        var pass = new Pass(versions, operations, doubt);
        pass.run();
        return Stream.concat(versions.violations().stream(), pass.violations().stream())
                .toList();
    }
}
