package io.percore.document;

import io.percore.refusal.StateRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fences documents whose writers never said how they ended: only behind a write of our own can nothing of theirs appear.
 *
 * <p>A store with several copies bounds how long an operation runs, not how long its result waits for replication, so a deadline
 * that has passed says nothing about what becomes visible.
 */
final class Fences {
    private static final Logger LOG = LoggerFactory.getLogger(Fences.class);

    private final DocumentStore store;
    private final DocumentCache cache;

    Fences(DocumentStore store, DocumentCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** Fences the document in the background, unless another worker does; readers go to MongoDB meanwhile. */
    void begin(Address at) {
        Thread.ofVirtual().name("fence " + at).start(() -> fence(at));
    }

    private void fence(Address at) {
        try {
            cache.fence(at).filter(_ -> store.fence(at)).ifPresent(ExpiredIntents::fenced);
        } catch (StateRefusal busy) {
            LOG.debug("{} is not fenced yet; a later reader has it tried again", at, busy);
        } catch (RuntimeException defect) {
            LOG.warn("{} cannot be fenced; readers go to MongoDB until it can", at, defect);
        }
    }
}
