package io.percore.document;

/** What the cache had to do with an answer, as Cache-Status says it (RFC 9211). */
enum Source {
    /** It is the cache's. */
    HIT("hit"),
    /** It is MongoDB's: the cache had none. */
    MISS("fwd=miss"),
    /** It is MongoDB's: a write was announced. */
    DOUBT("fwd=miss; detail=doubt"),
    /** It is MongoDB's: no worker vouched for the cache. */
    DISTRUST("fwd=miss; detail=distrust"),
    /** It is MongoDB's: the cache was not reached. */
    UNREACHED("fwd=miss; detail=unreached"),
    /** It is MongoDB's: the collection asks for no cache. */
    BYPASS("fwd=bypass");

    private final String parameters;

    Source(String parameters) {
        this.parameters = parameters;
    }

    String cacheStatus() {
        return "percore; " + parameters;
    }

    /** What a function of cache.lua said, when it had nothing. */
    static Source of(String word) {
        return switch (word) {
            case "DOUBT", "EXPIRED" -> DOUBT;
            case "DISTRUST" -> DISTRUST;
            default -> MISS;
        };
    }
}
