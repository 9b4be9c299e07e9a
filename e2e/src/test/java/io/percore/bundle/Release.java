package io.percore.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A release as an archive in the repository, which the controller sees, too. */
public record Release(Path repository, Path archive) {

    /** The one that was built last. */
    static Release shipped(Path repository) {
        var target = repository.resolve("service/target");
        try (var files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("percore-.*\\.tar\\.gz"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .map(archive -> new Release(repository, archive))
                    .orElseThrow(() -> new IllegalStateException("no release in " + target + ": run ./percore test"));
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot look into " + target, problem);
        }
    }

    /** The release's directory on a host: its version and the hash of its content. */
    public String name() {
        return archive.getFileName().toString().replaceFirst("^percore-(.*)\\.tar\\.gz$", "$1");
    }

    /** Where the controller finds the archive. */
    public String onController() {
        return "/percore/" + repository.relativize(archive);
    }
}
