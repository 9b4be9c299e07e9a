package io.percore.coherence;

/**
 * What a client asked about one key.
 *
 * @param body what tells the body that it would leave from all others; 0 if it leaves none
 * @param match the revision that If-Match names, or 0
 * @param onlyNew whether it was sent with If-None-Match: *
 */
record Asked(Method method, long body, long match, boolean onlyNew) {

    enum Method {
        GET,
        PUT,
        PATCH,
        DELETE
    }

    static Asked read() {
        return new Asked(Method.GET, 0, 0, false);
    }

    static Asked put(long body) {
        return new Asked(Method.PUT, body, 0, false);
    }

    static Asked patch(long body) {
        return new Asked(Method.PATCH, body, 0, false);
    }

    static Asked delete() {
        return new Asked(Method.DELETE, 0, 0, false);
    }

    Asked ifMatch(long revision) {
        return new Asked(method, body, revision, onlyNew);
    }

    Asked ifNew() {
        return new Asked(method, body, match, true);
    }

    boolean isWrite() {
        return method != Method.GET;
    }

    @Override
    public String toString() {
        return method
                + (body == 0 ? "" : " body " + Long.toHexString(body))
                + (match == 0 ? "" : " if " + match)
                + (onlyNew ? " if new" : "");
    }
}
