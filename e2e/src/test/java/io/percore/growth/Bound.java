package io.percore.growth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of the table in docs/growth.md.
 *
 * @param what what grows, in words
 * @param names of what is sampled, those that the line is about
 * @param most what they may take on one host; empty where clients decide it
 * @param each whether that is meant for each of them, and not for all together
 */
record Bound(String what, Pattern names, OptionalLong most, boolean each) {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern NUMBER = Pattern.compile("^([\\d,]+)(?: (KiB|MiB|GiB))?\\b.*");
    private static final Map<String, Integer> UNITS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    /** All lines of the tables in a page, in their order: of two that a name fits, the first one counts. */
    static List<Bound> allIn(Path page) {
        try (var lines = Files.lines(page)) {
            return lines.filter(line -> line.startsWith("| "))
                    .map(line -> Arrays.stream(line.split("\\|"))
                            .skip(1)
                            .map(String::strip)
                            .toList())
                    .filter(cells -> cells.size() == 4 && cells.getLast().startsWith("`"))
                    .map(cells -> of(cells.get(0), cells.get(1), cells.get(3)))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Bound of(String what, String most, String names) {
        var patterns = NAME.matcher(names)
                .results()
                .map(name -> Pattern.quote(name.group(1)).replace("*", "\\E.*\\Q"))
                .collect(Collectors.joining("|"));
        return new Bound(what, Pattern.compile(patterns), number(most), most.endsWith(" each"));
    }

    private static OptionalLong number(String most) {
        var number = NUMBER.matcher(most);
        return number.matches()
                ? OptionalLong.of(Long.parseLong(number.group(1).replace(",", "")) << unit(number.group(2)))
                : OptionalLong.empty();
    }

    private static int unit(String name) {
        return name == null ? 0 : UNITS.get(name);
    }

    /** What is added up to be held against it. */
    String group(String name) {
        return each ? what + ": " + name : what;
    }

    boolean isAbout(String name) {
        return names.matcher(name).matches();
    }
}
