package io.percore.catalogue;

/** Who may answer reads of a collection. */
public enum CachePolicy {
    /** The edge may, from Redis. */
    PUBLIC,
    /** MongoDB only, each time. */
    NONE
}
