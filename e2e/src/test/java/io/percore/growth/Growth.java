package io.percore.growth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How what belongs to one bound has grown on one host.
 *
 * @param name the bound's words, or the name of something that no bound is about
 * @param bound the line of the table, if there is one
 * @param first its size at first
 * @param last its size in the end
 * @param largest the largest that was seen
 */
record Growth(String host, String name, Optional<Bound> bound, long first, long last, long largest) {

    /** Of everything on a host, by its samples. */
    static List<Growth> of(String host, List<Sample> samples, List<Bound> bounds) {
        var names = new LinkedHashMap<String, Optional<Bound>>();
        for (var sample : samples) {
            sample.sizes().keySet().forEach(name -> names.computeIfAbsent(name, _ -> boundOf(name, bounds)));
        }
        var sums = new LinkedHashMap<String, Growth>();
        for (var group : grouped(names).entrySet()) {
            var sizes = samples.stream()
                    .map(sample -> sum(sample, group.getValue()))
                    .toList();
            var bound = names.get(group.getValue().getFirst());
            var largest = sizes.stream().mapToLong(Long::longValue).max().orElseThrow();
            sums.put(
                    group.getKey(),
                    new Growth(host, group.getKey(), bound, sizes.getFirst(), sizes.getLast(), largest));
        }
        return List.copyOf(sums.values());
    }

    private static Optional<Bound> boundOf(String name, List<Bound> bounds) {
        return bounds.stream().filter(bound -> bound.isAbout(name)).findFirst();
    }

    private static Map<String, List<String>> grouped(Map<String, Optional<Bound>> names) {
        var groups = new LinkedHashMap<String, List<String>>();
        names.forEach((name, bound) -> groups.computeIfAbsent(
                        bound.map(one -> one.group(name)).orElse(name), _ -> new ArrayList<>())
                .add(name));
        return groups;
    }

    private static long sum(Sample sample, List<String> names) {
        return names.stream()
                .mapToLong(name -> sample.sizes().getOrDefault(name, 0L))
                .sum();
    }

    boolean isUnbounded() {
        return bound.isEmpty() && last > first;
    }

    boolean isAboveItsBound() {
        var most = most();
        return most.isPresent() && largest > most.getAsLong();
    }

    private OptionalLong most() {
        return bound.map(Bound::most).orElse(OptionalLong.empty());
    }

    /** What it would come to in a day, were there no bound. */
    String told(Duration time) {
        var aDay = Math.max(0, last - first) * (double) Duration.ofDays(1).toMillis() / time.toMillis();
        return "%-5s %-60s %,15d -> %,15d, %,18.0f a day, bound %s"
                .formatted(
                        host,
                        name,
                        first,
                        last,
                        aDay,
                        most().isPresent() ? "%,d".formatted(most().getAsLong()) : "none");
    }
}
