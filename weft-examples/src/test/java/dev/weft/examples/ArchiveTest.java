package dev.weft.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final String TEXT = "class Repeated { Repeated next; }\n".repeat(50);

    @TempDir private Path directory;

    private Path archive;

    @BeforeEach
    void name() {
        archive = directory.resolve("source.zip");
    }

    private SourceTotals totals(int chunks) throws IOException, InterruptedException {
        return IdentifierCount.sequential(archive, chunks).totals();
    }

    private void refused(String why) {
        assertThatThrownBy(() -> totals(2))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageStartingWith("cannot read ")
                .hasMessageContaining(archive.toString())
                .hasMessageContaining(why);
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    /// Changes the directory's entry of the first file, or with `end` the record at the very end.
    private void patch(boolean end, int at, int value, int width) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(archive));
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        int record = bytes.limit() - 22;
        int place = (end ? record : bytes.getInt(record + 16)) + at;
        if (width == 2) {
            bytes.putShort(place, (short) value);
        } else {
            bytes.putInt(place, value);
        }
        Files.write(archive, bytes.array());
    }

    /// `ZipFile` and this read the same, with windows that end within entries and entries larger
    /// than a window.
    @Test
    void everyEntryIsReadWhateverItsSizeAndKind() throws Exception {
        Random random = new Random(42);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.setComment("a comment behind the directory");
            for (int i = 0; i < 60; i++) {
                byte[] bytes = new byte[i % 20 == 0 ? 600_000 : random.nextInt(30_000)];
                random.nextBytes(bytes);
                String name = "größe" + i;
                if (i % 3 == 0) {
                    store(zip, name, bytes);
                } else {
                    ZipEntry entry = new ZipEntry(name);
                    entry.setExtra(new byte[] {99, 99, 2, 0, 1, 2});
                    zip.putNextEntry(entry); // its sizes follow its data
                    zip.write(bytes);
                }
                zip.putNextEntry(new ZipEntry("directory" + i + "/"));
            }
        }
        SourceBuffer buffer = new SourceBuffer();
        try (ZipFile expected = new ZipFile(archive.toFile());
                SourceTree tree = SourceTree.open(archive)) {
            List<SourceFile> files = tree.files();
            assertThat(files).hasSize(60);
            for (SourceFile file : files.reversed()) { // each one is found from anywhere
                int length = tree.read(file, buffer);
                assertThat(Arrays.copyOf(buffer.bytes(), length))
                        .isEqualTo(
                                expected.getInputStream(expected.getEntry(file.name()))
                                        .readAllBytes());
            }
        }
    }

    @Test
    void moreEntriesThanTheEndRecordCanCountAreAllRead() throws Exception {
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive));
        try (ZipOutputStream zip = new ZipOutputStream(file)) {
            for (int i = 0; i < 66_000; i++) {
                store(zip, Integer.toString(i), new byte[] {'x'});
            }
        }
        assertThat(totals(10)).isEqualTo(new SourceTotals(66_000, 0, 66_000, 66_000, 66_000));
    }

    @Test
    void entriesThatAreNoTextAreLeftOut() throws Exception {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            store(zip, "A.class", new byte[] {(byte) 0xCA, (byte) 0xFE, 0, 0});
            store(zip, "empty", new byte[0]);
            store(zip, "A.java", "class A {}".getBytes(UTF_8));
        }
        assertThat(totals(3)).isEqualTo(new SourceTotals(2, 1, 1, 1, 10));
    }

    @Test
    void anArchiveWithoutFilesIsRefused() throws IOException {
        new ZipOutputStream(Files.newOutputStream(archive)).close();

        assertThatThrownBy(() -> totals(1))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessage(archive + " must hold at least one file");
    }

    @Test
    void anArchiveCutOffAnywhereIsRefused() throws IOException {
        Sources.zip(archive, "A.java", TEXT, "B.java", TEXT);
        byte[] whole = Files.readAllBytes(archive);
        for (int length = 0; length < whole.length; length++) {
            Files.write(archive, Arrays.copyOf(whole, length));
            refused("it does not end like a zip archive");
        }
    }

    @Test
    void anAlteredByteIsNoticedOrDoesNotMatter() throws Exception {
        Sources.zip(archive, "A.java", TEXT, "B.java", TEXT);
        SourceTotals right = totals(2);
        byte[] whole = Files.readAllBytes(archive);
        int noticed = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] altered = whole.clone();
            altered[at] ^= (byte) 0x55;
            Files.write(archive, altered);
            try {
                assertThat(totals(2)).isEqualTo(right); // a date, or the letter of a name
            } catch (UnreadableSourceException e) {
                assertThat(e).hasMessageStartingWith("cannot read ");
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(100);
    }

    @Test
    void whatIsNotSupportedIsSaid() throws IOException {
        Sources.zip(archive, "A.java", TEXT);
        patch(false, 8, 1, 2);
        refused("A.java is encrypted");
        Sources.zip(archive, "A.java", TEXT);
        patch(false, 10, 12, 2);
        refused("A.java is compressed by method 12; known: stored (0), deflated (8)");
        Sources.zip(archive, "A.java", TEXT);
        patch(false, 42, -1, 4);
        refused("A.java is in it as in archives larger than 4 GiB");
        Sources.zip(archive, "A.java", TEXT);
        patch(true, 16, -1, 4);
        refused("it is larger than 4 GiB: unpack it and name the directory");
    }

    @Test
    void anArchiveThatBecameAnotherIsNoticedByTheTask() throws IOException {
        Sources.zip(archive, "A.java", TEXT, "B.java", TEXT);
        SourceChunk chunk = IdentifierCount.chunks(archive, 1).getFirst();
        Sources.zip(archive, "A.java", "class Another {}", "B.java", TEXT);

        assertThatThrownBy(() -> IdentifierCount.count(chunk))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageStartingWith("cannot read A.java in " + archive + ": ");
    }
}
