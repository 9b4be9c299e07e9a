package io.percore.document;

import io.percore.document.CacheFunctions.Answer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How requests call Redis: as many at once as there are connections, and none throws. */
final class CacheCalls {
    private static final Logger LOG = LoggerFactory.getLogger(CacheCalls.class);

    private final CacheFunctions functions;
    private final CacheLink link;
    private final Turns turns;
    private final CacheFigures figures;
    private volatile long lastAnswer = System.nanoTime();

    CacheCalls(CacheFunctions functions, CacheLink link, int connections, CacheFigures figures) {
        this.functions = functions;
        this.link = link;
        this.turns = new Turns(connections);
        this.figures = figures;
    }

    /** What the function says about the document; nothing when that failed, or was not worth it when its turn came. */
    Optional<Answer> ask(BooleanSupplier worthIt, String function, Address document, Object... arguments) {
        return take(worthIt, () -> functions.call(function, document, arguments));
    }

    /** What a call of Redis says; nothing when that failed, or was not worth it when its turn came. */
    <T> Optional<T> take(BooleanSupplier worthIt, Supplier<T> call) {
        try {
            return turns.take(Turns.LONGEST_WAIT, worthIt, () -> timely(call));
        } catch (RuntimeException e) {
            LOG.debug("Redis did not do its part", e);
            figures.failures().inc();
            return Optional.empty();
        }
    }

    private <T> T timely(Supplier<T> call) {
        var began = System.nanoTime();
        try {
            var said = call.get();
            lastAnswer = System.nanoTime();
            return said;
        } catch (RuntimeException e) {
            // Others had an answer since: this one is late because there is much to do here, and Redis is not away.
            if (lastAnswer - began < 0) {
                link.rest();
            }
            throw e;
        }
    }
}
