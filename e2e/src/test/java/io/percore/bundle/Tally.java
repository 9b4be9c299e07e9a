package io.percore.bundle;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of the requests of a crowd. */
public final class Tally {

    private final long begin = System.nanoTime();
    private final Duration spentAtBegin = spent();
    private final ConcurrentLinkedQueue<Long> served = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> refused = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> kinds = new ConcurrentSkipListMap<>();
    private final AtomicInteger edgeHits = new AtomicInteger();
    private final AtomicInteger withoutRetryAfter = new AtomicInteger();
    private final AtomicInteger passedOver = new AtomicInteger();
    private Duration time = Duration.ZERO;
    private Duration spentByClients = Duration.ZERO;

    void answered(Answer answer, long nanos) {
        var status = answer.status();
        kinds.merge(status < 400 ? String.valueOf(status) : status + " " + answer.code(), 1, Integer::sum);
        (status < 500 ? served : refused).add(nanos);
        if (status >= 500 && answer.header("Retry-After").isEmpty()) {
            withoutRetryAfter.incrementAndGet();
        }
        if (answer.header("Cache-Status").startsWith("percore-edge; hit")) {
            edgeHits.incrementAndGet();
        }
    }

    void lost(Exception problem) {
        kinds.merge(problem.toString(), 1, Integer::sum);
    }

    void passedOver() {
        passedOver.incrementAndGet();
    }

    Tally over() {
        time = Duration.ofNanos(System.nanoTime() - begin);
        spentByClients = spent().minus(spentAtBegin);
        return this;
    }

    /** How many requests were answered as each status (with the code of a problem) or failed in each other way. */
    public Map<String, Integer> kinds() {
        return new TreeMap<>(kinds);
    }

    private static Duration spent() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    /** How many of this machine's cores the clients took for themselves, on average. */
    public double coresOfClients() {
        return (double) spentByClients.toNanos() / time.toNanos();
    }

    /** How many were answered otherwise than with a 5xx. */
    public int served() {
        return served.size();
    }

    /** How many of those came no later than that. */
    public long servedWithin(Duration limit) {
        return served.stream().filter(nanos -> nanos <= limit.toNanos()).count();
    }

    /** Those a second. */
    public double servedASecond() {
        return served.size() * 1e9 / time.toNanos();
    }

    /** How many were answered with a 5xx. */
    public int refused() {
        return refused.size();
    }

    /** How many of those did not say when to try again. */
    public int withoutRetryAfter() {
        return withoutRetryAfter.get();
    }

    /** How many the edge answered from the cache. */
    public int edgeHits() {
        return edgeHits.get();
    }

    /** The time within which that share of the served requests was answered. */
    public Duration served(double share) {
        return quantile(served, share);
    }

    /** The time within which that share of the refusals came. */
    public Duration refused(double share) {
        return quantile(refused, share);
    }

    private static Duration quantile(ConcurrentLinkedQueue<Long> nanos, double share) {
        var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[(int) (share * (sorted.length - 1))]);
    }

    @Override
    public String toString() {
        return ("%s in %d ms, %.0f served a second, p50 %d ms, p99 %d ms; refusals p50 %d ms, p99 %d ms; %d edge hits; "
                        + "%d passed over; clients took %.2f cores")
                .formatted(
                        kinds(),
                        time.toMillis(),
                        servedASecond(),
                        served(0.5).toMillis(),
                        served(0.99).toMillis(),
                        refused(0.5).toMillis(),
                        refused(0.99).toMillis(),
                        edgeHits.get(),
                        passedOver.get(),
                        coresOfClients());
    }
}
