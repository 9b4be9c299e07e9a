package io.percore.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.percore.fault.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes other releases out of the shipped one: the same content and something more, under a name of their own. */
public final class ReleaseVariant {

    private static final int HASH_DIGITS = 12;

    private final Release shipped;
    private final Path target;

    ReleaseVariant(Release shipped) {
        this.shipped = shipped;
        this.target = shipped.repository().resolve("e2e/target/releases");
    }

    /** A release that does what the shipped one does; each mark makes another. */
    public Release marked(String mark) {
        return variant(tree -> Files.writeString(tree.resolve("conf/mark"), mark), mark.getBytes(UTF_8));
    }

    /** A release in which faults can be armed, and which has these faults of its own. */
    public Release faulty(Behaviour... wrong) {
        var behaviours = Stream.of(wrong).map(Behaviour::name).collect(Collectors.joining(","));
        var agent = FaultAgentJar.bytes();
        return variant(tree -> addAgent(tree, agent, behaviours), agent, behaviours.getBytes(UTF_8));
    }

    private static void addAgent(Path tree, byte[] agent, String behaviours) throws IOException {
        Files.write(tree.resolve("lib/faults.jar"), agent);
        // A release does not know where it lies, but all of them lie here.
        var option =
                "-javaagent:/opt/percore/releases/%s/lib/faults.jar=%s%n".formatted(tree.getFileName(), behaviours);
        Files.writeString(tree.resolve("conf/jvm.options"), option, CREATE, APPEND);
        // A JVM with an agent that changes classes does not take it, and says so at each start.
        Files.deleteIfExists(tree.resolve("lib/percore.aot"));
    }

    private interface Addition {
        void to(Path tree) throws IOException;
    }

    private Release variant(Addition addition, byte[]... added) {
        var name = shipped.name().replaceFirst("[^-]*$", hash(added));
        var archive = target.resolve("percore-" + name + ".tar.gz");
        if (!Files.exists(archive)) {
            pack(target.resolve(name), addition, archive);
        }
        return new Release(shipped.repository(), archive);
    }

    private void pack(Path tree, Addition addition, Path archive) {
        run("""
                rm -rf "$1" && mkdir -p "$1" && tar --extract --file "$2" --directory "$1" --strip-components 1
                """, tree, shipped.archive());
        try {
            addition.to(tree);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        // A run that is cut short leaves no half archive behind that the next takes for a whole one.
        run("""
                cd "$(dirname "$1")" && name=$(basename "$1")
                tar --create --gzip --file "$name.part" --owner 0 --group 0 --numeric-owner "$name" && mv "$name.part" "$2" && rm -r "$name"
                """, tree, archive);
    }

    private static void run(String script, Path... arguments) {
        var command = Stream.concat(
                Stream.of("sh", "-euc", script, "sh"), Stream.of(arguments).map(Path::toString));
        try {
            var process = new ProcessBuilder(command.toList())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8);
            new Output(script, process.waitFor(), said).succeeded();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private String hash(byte[]... added) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(shipped.name().getBytes(UTF_8));
            Stream.of(added).forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
