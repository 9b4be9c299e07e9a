package io.percore;

import java.util.List;

/** Everything that is wrong with what an operator wrote, one line a problem; the worker prints it and does not start. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public InvalidConfiguration(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order they were found, each with where it is and what to do about it. */
    public List<String> problems() {
        return problems;
    }
}
