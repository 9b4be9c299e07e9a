package io.percore.worker;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all threads of the worker were doing at some moments, virtual ones included: the newest few are kept. */
public final class ThreadDumps {
    static final int KEPT = 5;

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'threads-'yyyyMMdd'T'HHmmss.SSS'Z.txt'")
            .withZone(ZoneOffset.UTC);

    private final Path folder;

    ThreadDumps(Path folder) {
        this.folder = folder;
    }

    /** Those in the folder for logs that systemd made for this process, if it made one. */
    public static Optional<ThreadDumps> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("LOGS_DIRECTORY"))
                .map(Path::of)
                .map(ThreadDumps::new);
    }

    /** Writes one, if there is a folder for it, and says in words where it is, or why there is none. */
    static String write(Optional<ThreadDumps> dumps) {
        try {
            return dumps.isPresent() ? dumps.get().write(Instant.now()).toString() : "no file";
        } catch (IOException e) {
            return "no file: " + e;
        }
    }

    /** Writes one; it needs neither a free carrier thread nor a free lock of ours. */
    Path write(Instant now) throws IOException {
        var file = folder.resolve(NAME.format(now)).toAbsolutePath();
        for (var outdated : outdated(names())) {
            Files.deleteIfExists(folder.resolve(outdated));
        }
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return file;
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Those that go so that one more may come; other files stay. */
    static List<String> outdated(List<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("threads-"))
                .sorted(Comparator.reverseOrder())
                .skip(KEPT - 1L)
                .toList();
    }
}
