package dev.weft.examples;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Files that belong together: a zip archive, a directory, or one file alone. Not for several
/// threads; each task opens its own (an archive's directory is shared among them by [ZipFile]).
sealed interface SourceTree extends Closeable {
    /// Opens what is there: an archive by its name or by its first bytes.
    ///
    /// @throws UnreadableSourceException if there is nothing that can be read
    static SourceTree open(Path root) throws UnreadableSourceException {
        if (Files.isDirectory(root)) {
            return new DirectoryTree(root);
        }
        if (!Files.exists(root)) {
            throw new UnreadableSourceException("%s does not exist".formatted(root));
        }
        if (!Files.isRegularFile(root) || !Files.isReadable(root)) {
            throw new UnreadableSourceException(
                    "%s must be a readable directory, zip archive or text file".formatted(root));
        }
        return isArchive(root) ? ArchiveTree.open(root) : new SingleFile(root);
    }

    private static boolean isArchive(Path file) throws UnreadableSourceException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".zip") || name.endsWith(".jar")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            return magic.length == 4
                    && magic[0] == 'P'
                    && magic[1] == 'K'
                    && magic[2] == 3
                    && magic[3] == 4;
        } catch (IOException e) {
            throw UnreadableSourceException.because(file.toString(), e);
        }
    }

    /// All files, in an order that is the same each time.
    List<SourceFile> files() throws UnreadableSourceException;

    /// Opens one of the files, by its name.
    InputStream read(String name) throws IOException;

    /// Names one of the files to people.
    String describe(String name);

    @Override
    void close() throws IOException;

    /// @param name unique in its tree
    /// @param bytes how large it says it is
    record SourceFile(String name, long bytes) {}

    /// The entries of a zip archive, in the archive's own order.
    record ArchiveTree(ZipFile zip) implements SourceTree {
        static ArchiveTree open(Path archive) throws UnreadableSourceException {
            try {
                return new ArchiveTree(new ZipFile(archive.toFile()));
            } catch (IOException e) {
                throw UnreadableSourceException.because(archive + " as a zip archive", e);
            }
        }

        @Override
        public List<SourceFile> files() {
            List<SourceFile> files = new ArrayList<>(zip.size());
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory()) {
                    files.add(new SourceFile(entry.getName(), Math.max(0, entry.getSize())));
                }
            }
            return files;
        }

        @Override
        public InputStream read(String name) throws IOException {
            ZipEntry entry = zip.getEntry(name);
            InputStream in = entry == null ? null : zip.getInputStream(entry);
            if (in == null) {
                throw new IOException("the archive has changed: the entry is gone");
            }
            return in;
        }

        @Override
        public String describe(String name) {
            return "%s in %s".formatted(name, zip.getName());
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    /// The regular files below a directory, sorted by path; symbolic links are not followed.
    record DirectoryTree(Path root) implements SourceTree {
        @Override
        public List<SourceFile> files() throws UnreadableSourceException {
            DirectoryListing listing = new DirectoryListing(root);
            try {
                Files.walkFileTree(root, listing);
            } catch (IOException e) {
                throw UnreadableSourceException.because(root.toString(), e);
            }
            return listing.sorted();
        }

        @Override
        public InputStream read(String name) throws IOException {
            return Files.newInputStream(root.resolve(name));
        }

        @Override
        public String describe(String name) {
            return root.resolve(name).toString();
        }

        @Override
        public void close() {
            // Nothing is open between two files.
        }
    }

    /// One file, whose name within itself is empty.
    record SingleFile(Path file) implements SourceTree {
        @Override
        public List<SourceFile> files() {
            return List.of(new SourceFile("", file.toFile().length()));
        }

        @Override
        public InputStream read(String name) throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public String describe(String name) {
            return file.toString();
        }

        @Override
        public void close() {
            // Nothing is open between two reads.
        }
    }
}
