package io.percore.document;

/**
 * Intents of one document that expired, and the right to fence them, which one worker has at a time.
 *
 * <p>Unused, the right ends by itself, and another worker gets it.
 */
interface ExpiredIntents {
    /** Takes the intents away, because no write of theirs can become visible any more; never throws. */
    void fenced();
}
