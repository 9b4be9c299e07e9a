package io.percore.bundle;

import io.percore.fault.FaultAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Packs the classes of the fault agent, as they were compiled with the tests; equal classes make equal bytes. */
final class FaultAgentJar {

    private FaultAgentJar() {}

    static byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            put(jar, "META-INF/MANIFEST.MF", manifest());
            var classes = Path.of(URI.create(FaultAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()));
            try (var files = Files.list(classes.resolve("io/percore/fault"))) {
                for (var file : files.filter(FaultAgentJar::isPartOfIt).sorted().toList()) {
                    put(jar, classes.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return bytes.toByteArray();
    }

    private static boolean isPartOfIt(Path file) {
        return !file.getFileName().toString().contains("IT");
    }

    private static byte[] manifest() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", FaultAgent.class.getName());
        var bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
