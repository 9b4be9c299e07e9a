package io.percore.document;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * At most one load of a document or list at a time in this worker, shared by all who wait for it.
 *
 * <p>Nobody joins a load that began before his own request did: it may have read what was there before a write that he
 * knows of. Who comes during a load waits for the next one, together with all others who came.
 */
final class Loads<K, T> {
    private final ConcurrentHashMap<K, Load<T>> latest = new ConcurrentHashMap<>();
    private final Runnable joined;

    /** {@code joined} runs for each who shares another's load. */
    Loads(Runnable joined) {
        this.joined = joined;
    }

    private static final class Load<T> {
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Load<T> earlier;
        private boolean begun;

        private Load<T> after(Load<T> earlier) {
            this.earlier = earlier;
            return this;
        }
    }

    /** What the loader says, called here or by another who asks at the same time. */
    T load(K at, Function<K, T> loader) {
        var own = new Load<T>();
        var load = latest.compute(at, (key, last) -> last == null || last.begun ? own.after(last) : last);
        if (load == own) {
            return lead(at, own, loader);
        }
        joined.run();
        return await(load);
    }

    private T lead(K at, Load<T> own, Function<K, T> loader) {
        try {
            awaitEarlier(own);
            // Under the key's lock, as the joining is: whoever joined, joined before the load began.
            latest.computeIfPresent(at, (key, last) -> {
                own.begun = true;
                return last;
            });
            var loaded = loader.apply(at);
            own.result.complete(loaded);
            return loaded;
        } catch (RuntimeException | Error fault) {
            own.result.completeExceptionally(fault);
            throw fault;
        } finally {
            latest.remove(at, own);
        }
    }

    /** A failure there is passed on: to wait for a store that is down a second time would double the longest answer. */
    private void awaitEarlier(Load<T> own) {
        if (own.earlier != null) {
            await(own.earlier);
            own.earlier = null;
        }
    }

    private T await(Load<T> load) {
        try {
            return load.result.join();
        } catch (CompletionException fault) {
            if (fault.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw fault;
        }
    }
}
