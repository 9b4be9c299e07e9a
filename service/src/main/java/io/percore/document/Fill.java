package io.percore.document;

import java.time.Duration;

/** A right to fill the cache after a miss, asked for before MongoDB is read; a write in between voids it. */
interface Fill {
    /** Offers the body read from MongoDB under this right; never throws, and does nothing when the right is void. */
    void publish(Revision revision, byte[] json, Duration timeToLive);

    /** Offers that there is no such document, as MongoDB said under this right; never throws either. */
    void absent(Duration timeToLive);

    /** The right to nothing: no token was granted, or there is no cache. */
    static Fill none() {
        return new Fill() {
            @Override
            public void publish(Revision revision, byte[] json, Duration timeToLive) {}

            @Override
            public void absent(Duration timeToLive) {}
        };
    }
}
