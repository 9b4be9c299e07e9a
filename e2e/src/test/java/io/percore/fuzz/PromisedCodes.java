package io.percore.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The codes of refusals that README's table has for each status. */
final class PromisedCodes {

    private static final Pattern ROW = Pattern.compile("^\\| ((?:[45]\\d\\d(?:, )?)+) \\| ([^|]+) \\|");
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

    private PromisedCodes() {}

    static Map<Integer, Set<String>> read() {
        try (var lines = Files.lines(Path.of("../README.md"))) {
            var codes = new HashMap<Integer, Set<String>>();
            lines.map(ROW::matcher).filter(Matcher::find).forEach(row -> {
                for (var status : row.group(1).split(", ", -1)) {
                    codes.computeIfAbsent(Integer.valueOf(status), none -> new HashSet<>())
                            .addAll(codes(row.group(2)));
                }
            });
            return codes;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Set<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).collect(Collectors.toSet());
    }
}
