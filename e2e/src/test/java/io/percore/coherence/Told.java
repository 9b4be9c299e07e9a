package io.percore.coherence;

/**
 * What a client was answered.
 *
 * @param status 0 if there was no answer
 * @param revision the document's, as far as the answer names one; otherwise 0
 * @param body what tells the body from all others, or 0 without one
 * @param stale whether the answer is marked as stale
 */
record Told(int status, long revision, long body, boolean stale) {

    static final Told NOTHING = new Told(0, 0, 0, false);

    static Told status(int status) {
        return new Told(status, 0, 0, false);
    }

    static Told revision(int status, long revision) {
        return new Told(status, revision, 0, false);
    }

    static Told document(long revision, long body) {
        return new Told(200, revision, body, false);
    }

    static Told staleDocument(long revision, long body) {
        return new Told(200, revision, body, true);
    }

    @Override
    public String toString() {
        return (status == 0 ? "nothing" : status)
                + (revision == 0 ? "" : " revision " + revision)
                + (body == 0 ? "" : " body " + Long.toHexString(body))
                + (stale ? " stale" : "");
    }
}
