package io.percore.bundle;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One run of a playbook: everything it printed, and its recap in numbers. */
public record PlaybookRun(Output output) {

    private static final Pattern RECAP = Pattern.compile(
            "^(\\S+)\\s+: ok=\\d+\\s+changed=(\\d+)\\s+unreachable=(\\d+)\\s+failed=(\\d+)", Pattern.MULTILINE);

    /** This run, if it succeeded on every host. */
    public PlaybookRun succeeded() {
        output.succeeded();
        return this;
    }

    /** How many tasks changed something, by host. */
    public Map<String, Integer> changed() {
        return RECAP.matcher(output.text())
                .results()
                .collect(Collectors.toMap(recap -> recap.group(1), recap -> Integer.valueOf(recap.group(2))));
    }
}
