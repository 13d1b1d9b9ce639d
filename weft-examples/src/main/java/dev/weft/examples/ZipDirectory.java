package dev.weft.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipException;

/// Reads a zip archive's central directory (PKWARE's APPNOTE, 4.3.12 and 4.3.16).
/// `java.util.zip.ZipFile` does not say where its entries are, and all that read one archive by it
/// wait for one lock; who knows the places can read without.
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MOST_COMMENT_BYTES = 0xFFFF;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /// Stands for a number that is kept elsewhere, in the manner of ZIP64.
    private static final long ELSEWHERE = 0xFFFFFFFFL;

    private final byte[] bytes;
    private final ByteBuffer directory;
    private final List<SourceFile> files = new ArrayList<>();

    private ZipDirectory(byte[] bytes) {
        this.bytes = bytes;
        this.directory = littleEndian(bytes);
    }

    /// All files of an archive, in the order in which they are in it.
    ///
    /// @throws ZipException if it is none, is damaged, or is of a kind that is not supported
    static List<SourceFile> files(FileChannel archive) throws IOException {
        long size = archive.size();
        int tailBytes = (int) Math.min(size, END_BYTES + MOST_COMMENT_BYTES);
        ByteBuffer tail = littleEndian(read(archive, size - tailBytes, tailBytes));
        int end = end(tail);
        long bytes = unsigned(tail, end + 12);
        long from = unsigned(tail, end + 16);
        require(
                bytes != ELSEWHERE && from != ELSEWHERE,
                "it is larger than 4 GiB: unpack it and name the directory");
        require(
                from + bytes <= size - tailBytes + end && bytes <= Integer.MAX_VALUE,
                "its directory is damaged");
        ZipDirectory directory = new ZipDirectory(read(archive, from, (int) bytes));
        for (int at = 0; at < bytes; ) {
            at = directory.add(at);
        }
        directory.files.sort(Comparator.comparingLong(SourceFile::from));
        return directory.files;
    }

    /// Where the end record is: the last thing in the archive but for a comment.
    private static int end(ByteBuffer tail) throws ZipException {
        int at = tail.limit() - END_BYTES;
        while (at >= 0
                && (tail.getInt(at) != END
                        || at + END_BYTES + length(tail, at + 20) != tail.limit())) {
            at--;
        }
        require(at >= 0, "it does not end like a zip archive");
        return at;
    }

    /// @return where the next entry begins
    private int add(int at) throws ZipException {
        boolean whole = at + ENTRY_BYTES <= directory.limit() && directory.getInt(at) == ENTRY;
        require(whole, "its directory is damaged");
        int nameBytes = length(directory, at + 28);
        int next =
                at
                        + ENTRY_BYTES
                        + nameBytes
                        + length(directory, at + 30)
                        + length(directory, at + 32);
        require(next <= directory.limit(), "its directory is damaged");
        String name = new String(bytes, at + ENTRY_BYTES, nameBytes, UTF_8);
        if (!name.endsWith("/")) {
            files.add(file(name, at));
        }
        return next;
    }

    private SourceFile file(String name, int at) throws ZipException {
        boolean encrypted = (directory.getShort(at + 8) & 1) != 0;
        require(!encrypted, "%s is encrypted", name);
        int method = length(directory, at + 10);
        require(
                method == STORED || method == DEFLATED,
                "%s is compressed by method %d; known: stored (0), deflated (8)",
                name,
                method);
        long packedBytes = unsigned(directory, at + 20);
        long bytes = unsigned(directory, at + 24);
        long from = unsigned(directory, at + 42);
        require(
                packedBytes != ELSEWHERE && bytes != ELSEWHERE && from != ELSEWHERE,
                "%s is in it as in archives larger than 4 GiB: unpack it and name the directory",
                name);
        int crc = directory.getInt(at + 16);
        return new SourceFile(name, bytes, from, packedBytes, method == DEFLATED, crc);
    }

    private static byte[] read(FileChannel archive, long from, int bytes) throws IOException {
        ByteBuffer read = ByteBuffer.wrap(new byte[bytes]);
        while (read.hasRemaining() && archive.read(read, from + read.position()) >= 0) {
            // a read may bring less than was asked for
        }
        require(!read.hasRemaining(), "it became shorter while it was read");
        return read.array();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int length(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    private static long unsigned(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    private static void require(boolean condition, String message, Object... found)
            throws ZipException {
        if (!condition) {
            throw new ZipException(message.formatted(found));
        }
    }
}
