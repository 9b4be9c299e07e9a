package io.percore.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Random decisions that are the same whenever the same request of the same seed is made. */
final class Choices {

    private final SplittableRandom random;

    Choices(long seed, long number) {
        // Not SplittableRandom's own step, with which the requests of one seed would share their decisions.
        this.random = new SplittableRandom(seed ^ (number * 0xD1342543DE82EF95L));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return below(times) == 0;
    }

    <T> T of(List<T> all) {
        return all.get(below(all.size()));
    }

    /** Small numbers more often than large ones, from 0 to the bound exclusively. */
    int small(int bound) {
        return below(1 + below(bound));
    }

    /** Any byte, as a character. */
    char octet() {
        return (char) below(256);
    }
}
