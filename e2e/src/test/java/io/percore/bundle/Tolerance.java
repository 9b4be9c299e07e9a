package io.percore.bundle;

import java.util.Set;

/**
 * What a load takes besides success.
 *
 * @param statuses refusals, by status
 * @param reloads that an idle connection is closed under a request which nginx did not begin to read
 * @param outages of MongoDB: a read may be marked as stale
 * @param doubts a refused write may have been stored all the same
 */
record Tolerance(Set<Integer> statuses, boolean reloads, boolean outages, boolean doubts) {

    static Tolerance ofStatuses(Integer... statuses) {
        return new Tolerance(Set.of(statuses), false, false, false);
    }

    // A worker may have stored a write before it died.
    static Tolerance ofDeaths() {
        return new Tolerance(Set.of(502), false, false, true);
    }

    static Tolerance ofReloads() {
        return new Tolerance(Set.of(), true, false, false);
    }

    static Tolerance ofOutages() {
        return new Tolerance(Set.of(503), false, true, true);
    }
}
