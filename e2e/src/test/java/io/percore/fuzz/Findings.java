package io.percore.fuzz;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What was wrong, by kind: how often, and the first requests that showed it. */
final class Findings {

    private record Finding(int times, String shown) {}

    private final Map<String, Finding> kinds = new ConcurrentHashMap<>();

    void add(String kind, List<Shot> sent, Object seen) {
        kinds.merge(
                kind, new Finding(1, shown(sent, seen)), (first, more) -> new Finding(first.times + 1, first.shown));
    }

    // Long ones are shown only in the first finding of a kind, but made for each: there are few.
    private static String shown(List<Shot> sent, Object seen) {
        return sent.stream().map(Shot::toString).collect(Collectors.joining("\n  ", "  ", "\n  seen: ")) + seen;
    }

    /** Each kind with its first example. */
    List<String> all() {
        return kinds.entrySet().stream()
                .map(kind -> kind.getKey() + " (" + kind.getValue().times + " times), first:\n" + kind.getValue().shown)
                .sorted()
                .toList();
    }
}
