package io.percore.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long requests took, by what they were and how they were answered. */
public final class LoadTimes {

    /** A read from the cache, one that is marked as stale, another one; a write. Also when it was refused. */
    public enum Kind {
        HIT,
        STALE,
        OTHER_READ,
        WRITE;

        private static final Set<Kind> READS = Set.of(HIT, STALE, OTHER_READ);

        static Kind of(String method, Answer answer) {
            var said = answer.header("Cache-Status");
            if (!method.equals("GET")) {
                return WRITE;
            }
            if (said.startsWith("percore-edge; hit")) {
                return said.contains("ttl=-") ? STALE : HIT;
            }
            return OTHER_READ;
        }
    }

    private record Request(Kind kind, int status, Instant begin, Duration took) {}

    private final Collection<Request> requests;

    private LoadTimes(Collection<Request> requests) {
        this.requests = requests;
    }

    /** Without any request yet. */
    LoadTimes() {
        this(new ConcurrentLinkedQueue<>());
    }

    void add(Kind kind, int status, Instant begin) {
        requests.add(new Request(kind, status, begin, Duration.between(begin, Instant.now())));
    }

    /** When the requests that were answered so were sent and answered. */
    public List<Interval> answered(int status) {
        return requests.stream()
                .filter(request -> request.status == status)
                .map(request -> new Interval(request.begin, request.begin.plus(request.took)))
                .toList();
    }

    /** Of the requests that were sent in that time. */
    public LoadTimes between(Instant begin, Instant end) {
        return new LoadTimes(requests.stream()
                .filter(request -> !request.begin.isBefore(begin) && request.begin.isBefore(end))
                .toList());
    }

    /** How many requests of that kind there were. */
    public int count(Kind kind) {
        return took(Set.of(kind)).size();
    }

    /** The part of all reads that the cache answered, 0 to 1. */
    public double hitRatio() {
        return (double) count(Kind.HIT) / took(Kind.READS).size();
    }

    /** The longest that a request of that kind took. */
    public Duration longest(Kind kind) {
        return took(Set.of(kind)).stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private List<Duration> took(Set<Kind> kinds) {
        return requests.stream()
                .filter(request -> kinds.contains(request.kind))
                .map(Request::took)
                .toList();
    }

    private String told(Kind kind) {
        var sorted = took(Set.of(kind)).stream().sorted().toList();
        return "%d %s, p99 %d ms, at most %d ms"
                .formatted(
                        sorted.size(),
                        kind,
                        sorted.get(sorted.size() * 99 / 100).toMillis(),
                        sorted.getLast().toMillis());
    }

    @Override
    public String toString() {
        return Stream.of(Kind.values())
                .filter(kind -> count(kind) > 0)
                .map(this::told)
                .collect(Collectors.joining("; "));
    }
}
