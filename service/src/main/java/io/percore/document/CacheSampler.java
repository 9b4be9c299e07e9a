package io.percore.document;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares a document that the cache has with MongoDB now and then, and counts what it finds; no request waits for it. */
public final class CacheSampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheSampler.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Redis has keys that are no document's. */
    private static final int KEYS = 10;

    private final DocumentStore store;
    private final DocumentCache cache;
    private final Duration every;
    private final Counter samples;
    private final Thread sampler = Thread.ofVirtual().name("cache-sampler").unstarted(this::run);

    /** {@code every} is from one comparison to the next, each of which reads MongoDB once or twice; zero for none. */
    public CacheSampler(DocumentStore store, DocumentCache cache, Duration every, PrometheusRegistry registry) {
        this.store = store;
        this.cache = cache;
        this.every = every;
        this.samples = Counter.builder()
                .name("percore_cache_samples")
                .help(
                        "Cached documents that were compared with MongoDB, by what was found; a contradiction is a defect.")
                .labelNames("found")
                .register(registry);
        Stream.of(Comparison.values()).forEach(found -> samples.initLabelValues(label(found)));
        if (every.isPositive()) {
            sampler.start();
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(every);
                sample();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample() {
        try {
            Stream.generate(cache::anyEntry)
                    .limit(KEYS)
                    .flatMap(found -> found.stream())
                    .findFirst()
                    .ifPresent(this::compare);
        } catch (RuntimeException storeIsAway) {
            LOG.debug("nothing was compared", storeIsAway);
        }
    }

    private void compare(Address at) {
        var found = Comparison.of(() -> stored(at), () -> cache.revision(at));
        samples.labelValues(label(found)).inc();
        if (found == Comparison.CONTRADICTION) {
            LOG.error("The cache had a revision of {} that MongoDB held neither before nor afterwards", at);
        }
    }

    private Comparison.Stored stored(Address at) {
        return store.envelope(at, false, new Deadline(Instant.now(), PATIENCE, System::nanoTime))
                .map(envelope -> new Comparison.Stored(envelope.revision().number(), envelope.live()))
                .orElse(Comparison.Stored.NEVER);
    }

    private static String label(Comparison found) {
        return found.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
