package io.percore;

/** A value that never shows itself: it prints as three stars. */
public record Secret(String value) {
    /** Whether nothing was given. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return "***";
    }
}
