package dev.weft.examples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// The entries of a zip archive. Neighbours are read together, many with one call of the system, and
/// each is held against its checksum.
final class ArchiveTree implements SourceTree {
    private static final int HEADER = 0x04034b50;
    private static final int HEADER_BYTES = 30;
    private static final int WINDOW_BYTES = 1 << 18;

    private final Path path;
    private final FileChannel archive;
    private final Inflater inflater = new Inflater(true);

    /// Some of the archive, from `windowFrom` on.
    private ByteBuffer window = ByteBuffer.allocate(0);

    private long windowFrom;

    private ArchiveTree(Path path, FileChannel archive) {
        this.path = path;
        this.archive = archive;
    }

    static ArchiveTree open(Path path) throws UnreadableSourceException {
        try {
            return new ArchiveTree(path, FileChannel.open(path));
        } catch (IOException e) {
            throw UnreadableSourceException.because(path.toString(), e);
        }
    }

    @Override
    public List<SourceFile> files() throws UnreadableSourceException {
        try {
            return ZipDirectory.files(archive);
        } catch (IOException e) {
            throw UnreadableSourceException.because(path + " as a zip archive", e);
        }
    }

    @Override
    public int read(SourceFile file, SourceBuffer buffer) throws IOException {
        int length;
        try (InputStream in = open(file)) {
            length = buffer.fill(in);
        }
        CRC32 crc = new CRC32();
        crc.update(buffer.bytes(), 0, length);
        if (length != file.bytes() || (int) crc.getValue() != file.crc()) {
            throw new ZipException("the archive is damaged or has changed: its checksum differs");
        }
        return length;
    }

    private InputStream open(SourceFile file) throws IOException {
        int header = at(file.from(), HEADER_BYTES);
        if (window.getInt(header) != HEADER) {
            throw new ZipException("the archive is damaged or has changed: nothing begins there");
        }
        int headerBytes =
                HEADER_BYTES
                        + Short.toUnsignedInt(window.getShort(header + 26))
                        + Short.toUnsignedInt(window.getShort(header + 28));
        int from = at(file.from(), headerBytes + file.packedBytes()) + headerBytes;
        int packedBytes = (int) file.packedBytes();
        if (!file.deflated()) {
            return new ByteArrayInputStream(window.array(), from, packedBytes);
        }
        inflater.reset();
        inflater.setInput(window.array(), from, packedBytes);
        // The inflater has all of its input: who asks for more meets the end.
        return new InflaterInputStream(InputStream.nullInputStream(), inflater, 1);
    }

    /// Moves the window if it does not hold so many bytes of the archive.
    ///
    /// @return where in the window they begin
    private int at(long from, long bytes) throws IOException {
        if (from < windowFrom || from + bytes > windowFrom + window.limit()) {
            slide(from, bytes);
        }
        return (int) (from - windowFrom);
    }

    private void slide(long from, long bytes) throws IOException {
        long left = archive.size() - from;
        if (left < bytes) {
            throw new ZipException("the archive is cut off");
        }
        if (bytes > SourceBuffer.LARGEST) {
            throw new ZipException("a file must be smaller than 1 GiB");
        }
        int wanted = (int) Math.min(left, Math.max(bytes, WINDOW_BYTES));
        if (window.capacity() < wanted) {
            window = ByteBuffer.allocate(wanted).order(ByteOrder.LITTLE_ENDIAN);
        }
        window.clear().limit(wanted);
        while (window.hasRemaining() && archive.read(window, from + window.position()) >= 0) {
            // a read may bring less than was asked for
        }
        window.flip();
        windowFrom = from;
        if (window.limit() < bytes) {
            throw new ZipException("the archive became shorter while it was read");
        }
    }

    @Override
    public String describe(SourceFile file) {
        return "%s in %s".formatted(file.name(), path);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        archive.close();
    }
}
