package io.percore.coherence;

import io.percore.bundle.Writers;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A document that clients share, and what they ask for it. */
final class Key {

    private final String id = UUID.randomUUID().toString();
    private final String category;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong known = new AtomicLong();

    /** A document in that category. */
    Key(String category) {
        this.category = category;
    }

    String id() {
        return id;
    }

    /** Reads it, whatever is known of it. */
    Door.Request read() {
        return new Door.Request(id, Asked.read(), "");
    }

    /** Writes a body that nobody has written before. */
    Door.Request replace() {
        var product = Writers.product(category, numbers.incrementAndGet());
        return new Door.Request(id, Asked.put(Door.mark(product)), product);
    }

    /** Any request: two in three are reads, and half of all depend on what was last known. */
    Door.Request request() {
        var lot = ThreadLocalRandom.current().nextInt(100);
        if (lot < 66) {
            return new Door.Request(id, conditional(Asked.read()), "");
        }
        if (lot < 75) {
            return new Door.Request(id, conditional(Asked.delete()), "");
        }
        var number = numbers.incrementAndGet();
        var product = Writers.product(category, number);
        var asked = lot < 84 ? Asked.patch(Door.mark(product)) : Asked.put(Door.mark(product));
        return new Door.Request(id, conditional(asked), document(asked, number, product));
    }

    private static String document(Asked asked, int number, String product) {
        // It leaves what a replacement would leave, so that one body is as good as another to the checker.
        return asked.method() == Asked.Method.PATCH
                ? "{\"name\": \"product %1$d\", \"price\": %1$d.5, \"stock\": %1$d}".formatted(number)
                : product;
    }

    private Asked conditional(Asked asked) {
        var random = ThreadLocalRandom.current();
        if (random.nextBoolean()) {
            return asked;
        }
        if (asked.method() == Asked.Method.PUT && random.nextInt(3) > 0) {
            return asked.ifNew();
        }
        var revision = known.get();
        return revision == 0 ? asked : asked.ifMatch(revision);
    }

    /** An answer came; what it names is the next condition. */
    void learn(Operation operation) {
        known.accumulateAndGet(operation.revision(), Math::max);
    }
}
