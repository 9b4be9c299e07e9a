package io.percore.bundle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Clients that keep creating products until they are stopped, and remember what was acknowledged. */
public final class Writers implements AutoCloseable {

    private final Api api;
    private final String mark;
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    private Writers(Api api, String mark) {
        this.api = api;
        this.mark = mark;
    }

    /** Starts this many clients; the name begins the category of all their products, which no other writers have. */
    public static Writers start(Api api, String name, int clients) {
        var writers = new Writers(api, name + "-" + UUID.randomUUID());
        IntStream.range(0, clients).forEach(client -> writers.clients.execute(() -> writers.write(client)));
        return writers;
    }

    private void write(int client) {
        for (int number = client * 1_000_000; !stopped; number++) {
            try {
                var answer = api.create("products", product(mark, number));
                if (answer.status() == 201) {
                    acknowledged.put(answer.id(), number);
                } else {
                    refusals.merge(answer.status() + " " + answer.code(), 1, Integer::sum);
                }
            } catch (RuntimeException lost) {
                refusals.merge(String.valueOf(lost.getCause()), 1, Integer::sum);
            }
        }
    }

    /** A product as the shipped schema wants it. */
    public static String product(String category, int number) {
        return """
                {"name": "product %2$d", "category": "%1$s", "price": %2$d.5, "stock": %2$d}""".formatted(category, number);
    }

    /** What was acknowledged so far: the product's number by its id. */
    public Map<String, Integer> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** How often something else than 201 came, by status and code. */
    public Map<String, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    /** Those acknowledged products that a worker cannot read any more. */
    public List<String> lost(Api worker) {
        return acknowledged().entrySet().parallelStream()
                .filter(product -> worker.read("products", product.getKey())
                                .json()
                                .path("stock")
                                .asInt(-1)
                        != product.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those products of these clients that are stored more than once, by their numbers; looks at the whole collection. */
    public List<Integer> twice() {
        var seen = new HashSet<Integer>();
        var twice = new ArrayList<Integer>();
        var next = "";
        do {
            var page = api.list("products", "limit=200" + next).json();
            for (var document : page.path("documents")) {
                var product = document.path("body");
                if (product.path("category").asString().equals(mark)
                        && !seen.add(product.path("stock").asInt())) {
                    twice.add(product.path("stock").asInt());
                }
            }
            next = page.has("next") ? "&after=" + page.path("next").asString() : "";
        } while (!next.isEmpty());
        return twice;
    }

    /** Returns once so many more products are acknowledged. */
    public void awaitMore(int products) {
        var before = acknowledged.size();
        Await.until(
                products + " more writes are acknowledged",
                Duration.ofSeconds(30),
                () -> acknowledged.size() - before + " more, refused " + refusals,
                seen -> acknowledged.size() >= before + products);
    }

    /** Returns once every client has its last answer. */
    public void stop() {
        stopped = true;
        clients.close();
    }

    @Override
    public void close() {
        stop();
    }
}
