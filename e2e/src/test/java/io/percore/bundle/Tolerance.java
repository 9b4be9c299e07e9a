package io.percore.bundle;

import java.util.Set;

/**
 * What a load takes besides success.
 *
 * @param statuses refusals, by status
 * @param reloads that an idle connection is closed under a request which nginx did not begin to read
 * @param outages of MongoDB: a read may be marked as stale, and a refused write may have been stored all the same
 */
record Tolerance(Set<Integer> statuses, boolean reloads, boolean outages) {

    static Tolerance ofStatuses(Integer... statuses) {
        return new Tolerance(Set.of(statuses), false, false);
    }

    static Tolerance ofReloads() {
        return new Tolerance(Set.of(), true, false);
    }

    static Tolerance ofOutages() {
        return new Tolerance(Set.of(503), false, true);
    }
}
