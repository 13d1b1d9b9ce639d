package dev.weft.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Tells whether two processes have the same application archive: a SHA-256 over the content of its jars
/// and directories, in their order. Where they are does not matter.
public final class ArchiveFingerprint {
    private ArchiveFingerprint() {}

    /// @param places jars and directories of classes; those that do not exist count as empty, as they do
    ///     in a class path
    /// @throws UncheckedIOException if one cannot be read
    public static String of(List<Path> places) {
        MessageDigest digest = sha256();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                addTree(digest, place);
            } else if (Files.exists(place)) {
                addFile(digest, place);
            }
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void addTree(MessageDigest digest, Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> {
                        String name = directory.relativize(file).toString();
                        digest.update(name.getBytes(StandardCharsets.UTF_8));
                        digest.update((byte) 0);
                        addFile(digest, file);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("archive %s cannot be read".formatted(directory), e);
        }
    }

    /// Its own digest goes in, so that no two sequences of files have the same bytes.
    private static void addFile(MessageDigest into, Path file) {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("archive %s cannot be read".formatted(file), e);
        }
        into.update(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
