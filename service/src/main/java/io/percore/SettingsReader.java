package io.percore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns written values into typed ones, and collects what is wrong with them instead of stopping at the first. */
final class SettingsReader {
    private final SettingsSources sources;
    private final List<String> problems;

    SettingsReader(SettingsSources sources) {
        this.sources = sources;
        this.problems = new ArrayList<>(sources.problems());
    }

    String text(String path) {
        return text(path, ".*\\S.*", "must not be empty");
    }

    String text(String path, String pattern, String rule) {
        var text = sources.at(path).text();
        return check(path, text, text.matches(pattern), rule);
    }

    int number(String path, int least, int most) {
        var text = sources.at(path).text();
        var number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        var fits = number >= least && number <= most;
        check(path, text, fits, "must be a whole number from " + least + " to " + most);
        return fits ? number : least;
    }

    Duration duration(String path, String least, String most) {
        var text = sources.at(path).text();
        var shortest = Quantity.duration(least).orElseThrow();
        var longest = Quantity.duration(most).orElseThrow();
        var duration = Quantity.duration(text)
                .filter(given -> given.compareTo(shortest) >= 0 && given.compareTo(longest) <= 0);
        check(path, text, duration.isPresent(), "must be a duration from " + least + " to " + most);
        return duration.orElse(shortest);
    }

    long size(String path, String least, String most) {
        var text = sources.at(path).text();
        var smallest = Quantity.bytes(least).orElseThrow();
        var largest = Quantity.bytes(most).orElseThrow();
        var size = Quantity.bytes(text).filter(given -> given >= smallest && given <= largest);
        check(path, text, size.isPresent(), "must be a size from " + least + " to " + most);
        return size.orElse(smallest);
    }

    boolean flag(String path) {
        return oneOf(path, List.of("true", "false")).equals("true");
    }

    String oneOf(String path, List<String> choices) {
        var text = sources.at(path).text();
        return check(path, text, choices.contains(text), "must be one of " + String.join(", ", choices));
    }

    /** The value is never part of a problem, whatever is wrong with it. */
    Secret secret(String path, String pattern, String rule) {
        var value = sources.at(path);
        if (!value.text().matches(pattern)) {
            var found = value.text().isEmpty() ? " is not set" : " (hidden, from " + value.origin() + ")";
            problems.add(path + found + ": " + rule + "; give it as the credential "
                    + SettingsSources.credentialName(path) + " or as " + SettingsSources.variable(path));
            return new Secret("");
        }
        return new Secret(value.text());
    }

    /** What else an operator wrote, read by somebody else; empty if there are problems with it. */
    <T> Optional<T> read(Supplier<T> other) {
        try {
            return Optional.of(other.get());
        } catch (InvalidConfiguration invalid) {
            problems.addAll(invalid.problems());
            return Optional.empty();
        }
    }

    /** Has another reader look, and collects the problems that it throws. */
    void check(Runnable other) {
        read(() -> {
            other.run();
            return true;
        });
    }

    void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
    }

    private String check(String path, String text, boolean fits, String rule) {
        if (!fits) {
            problems.add(path + " = " + text + " (from " + sources.at(path).origin() + "): " + rule);
        }
        return text;
    }
}
