package dev.weft.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// Packs classes that were compiled from a source file for worker processes: equal classes into equal
/// bytes, so that two clients with the same source have the same archive.
final class SourceJar {
    private static final LocalDateTime ALWAYS = LocalDateTime.of(2000, 1, 1, 0, 0);

    private SourceJar() {}

    /// @param classes by name
    /// @return a temporary file, the caller's to delete
    static Path write(Map<String, byte[]> classes) throws IOException {
        Path jar = Files.createTempFile("weft-source-", ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, byte[]> one : new TreeMap<>(classes).entrySet()) {
                JarEntry entry = new JarEntry(one.getKey().replace('.', '/') + ".class");
                entry.setTimeLocal(ALWAYS);
                out.putNextEntry(entry);
                out.write(one.getValue());
            }
        }
        return jar;
    }
}
