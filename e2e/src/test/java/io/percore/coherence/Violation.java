package io.percore.coherence;

/** Two answers that cannot both be right; of an answer that cannot be right by itself, the same twice. */
record Violation(Rule rule, Operation first, Operation second) {

    @Override
    public String toString() {
        return "%s%n  key %s%n  %s%n  %s".formatted(rule, first.key(), first, second);
    }
}
