package io.percore.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What a command printed and how it ended. */
public record Output(String command, long exitCode, String text) {

    /** This output, if the command succeeded; otherwise a failure that shows what was printed. */
    public Output succeeded() {
        assertThat(exitCode)
                .as("exit code of %s, which printed:%n%s", command, text)
                .isZero();
        return this;
    }

    /** The lines that hold something, without surrounding space. */
    public List<String> lines() {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
