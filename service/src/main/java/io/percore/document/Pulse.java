package io.percore.document;

import io.percore.document.CacheFunctions.Answer;

/**
 * How the cache was at one moment.
 *
 * @param believed whether readers believe its entries, or will when its quarantine is over
 * @param generation 0 in a Redis that was never used, or lost what it held
 * @param seq the highest of the renewals that brought trust in this generation; 0 when none did
 * @param turn whether it is this worker's to renew the lease
 * @param expired how many announced writes ran out, whoever announced them, since the generation began
 */
record Pulse(boolean believed, RedisTime time, long generation, long seq, boolean turn, long expired) {
    /** Asks, as one who is willing to renew a lease of that generation or not. */
    static Pulse of(CacheFunctions functions, long generation, boolean willing) {
        var sent = System.nanoTime();
        var answer = functions.call("percore_pulse", generation, willing ? "willing" : "busy");
        return of(answer, new RedisTime(answer.number(0), sent, System.nanoTime()));
    }

    private static Pulse of(Answer answer, RedisTime time) {
        return new Pulse(
                !answer.word().equals("DISTRUST"),
                time,
                answer.number(1),
                answer.number(2),
                answer.number(3) == 1,
                answer.number(4));
    }
}
