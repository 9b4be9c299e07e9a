package io.percore.document;

import java.time.Duration;

/**
 * An announced write: while it stands, readers ask MongoDB.
 *
 * <p>Ended by exactly one call of one method, none of which throws.
 */
interface Intent {
    /** The write committed and the document now reads so. */
    void committed(Revision revision, byte[] json, Duration timeToLive);

    /** A delete committed. */
    void removed(Duration timeToLive);

    /** Nothing changed: found already applied, refused, or lost the race. */
    void unchanged();

    /** The outcome is unknown: it stands until it expires. */
    void abandoned();

    /** The announcement of a write that nobody needs to hear: there is no cache that readers believe through this worker. */
    static Intent none() {
        return new Intent() {
            @Override
            public void committed(Revision revision, byte[] json, Duration timeToLive) {}

            @Override
            public void removed(Duration timeToLive) {}

            @Override
            public void unchanged() {}

            @Override
            public void abandoned() {}
        };
    }
}
