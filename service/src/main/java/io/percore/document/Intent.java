package io.percore.document;

import java.time.Duration;

/**
 * An announced write: while it stands, readers ask MongoDB.
 *
 * <p>Ended by exactly one call of one method, none of which throws; left alone when the outcome is unknown, so that it expires.
 */
interface Intent {
    /** The write committed and the document now reads so. */
    void committed(Revision revision, byte[] json, Duration timeToLive);

    /** A delete committed. */
    void removed(Duration timeToLive);

    /** Nothing changed: found already applied, refused, or lost the race. */
    void unchanged();

    /** The announcement of a write that nobody needs to hear: there is no cache that readers believe through this worker. */
    static Intent none() {
        return new Intent() {
            @Override
            public void committed(Revision revision, byte[] json, Duration timeToLive) {}

            @Override
            public void removed(Duration timeToLive) {}

            @Override
            public void unchanged() {}
        };
    }
}
