package io.percore.coherence;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** The lowest revision that anybody was shown, or made a successor of, who asked after a certain moment. */
final class Ceilings {

    private final long[] invoked;
    private final long[] lowest;

    Ceilings(Versions versions, Collection<Operation> operations) {
        var certain = operations.stream()
                .filter(operation -> versions.revision(operation) > 0)
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        invoked = certain.stream().mapToLong(Operation::invoked).toArray();
        lowest = certain.stream()
                .mapToLong(operation -> ceiling(versions, operation))
                .toArray();
        for (var at = lowest.length - 2; at >= 0; at--) {
            lowest[at] = Math.min(lowest[at], lowest[at + 1]);
        }
    }

    private static long ceiling(Versions versions, Operation operation) {
        return versions.revision(operation)
                - (operation.asked().isWrite() && operation.meaning() != Operation.Meaning.SHOWN ? 1 : 0);
    }

    long after(long moment) {
        var found = Arrays.binarySearch(invoked, moment + 1);
        var first = found < 0 ? -found - 1 : firstOf(found);
        return first == lowest.length ? Long.MAX_VALUE : lowest[first];
    }

    // Of equal times the search finds any.
    private int firstOf(int found) {
        var first = found;
        while (first > 0 && invoked[first - 1] == invoked[found]) {
            first--;
        }
        return first;
    }
}
