package dev.weft.examples;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Files that belong together: a zip archive, a directory, or one file alone. Not for several
/// threads; each task opens its own.
interface SourceTree extends Closeable {
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

    /// Reads all of one of the files.
    ///
    /// @return its length in the buffer
    int read(SourceFile file, SourceBuffer buffer) throws IOException;

    /// Names one of the files to people.
    String describe(SourceFile file);

    @Override
    void close() throws IOException;

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
        public int read(SourceFile file, SourceBuffer buffer) throws IOException {
            return buffer.fill(root.resolve(file.name()));
        }

        @Override
        public String describe(SourceFile file) {
            return root.resolve(file.name()).toString();
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
            return List.of(SourceFile.plain("", file.toFile().length()));
        }

        @Override
        public int read(SourceFile self, SourceBuffer buffer) throws IOException {
            return buffer.fill(file);
        }

        @Override
        public String describe(SourceFile self) {
            return file.toString();
        }

        @Override
        public void close() {
            // Nothing is open between two reads.
        }
    }
}
