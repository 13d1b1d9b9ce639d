package dev.weft.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceChunksTest {
    @TempDir private Path directory;

    @Test
    void everyFileIsInOneChunkWhateverTheirNumber() throws IOException {
        for (int i = 0; i < 25; i++) {
            Files.writeString(
                    Files.createDirectories(directory.resolve("p" + i % 3)).resolve(i + ".java"),
                    "x".repeat(i * 200));
        }
        for (int most = 1; most < 40; most++) {
            List<SourceChunk> chunks = IdentifierCount.chunks(directory, most);

            assertThat(chunks).hasSizeBetween(1, most);
            assertThat(
                            chunks.stream()
                                    .flatMap(chunk -> chunk.files().stream().map(SourceFile::name)))
                    .hasSize(25)
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(chunks).noneMatch(chunk -> chunk.files().isEmpty());
        }
    }

    @Test
    void anArchiveIsReadLikeItsFiles() throws Exception {
        Path archive = directory.resolve("source.zip");
        Sources.zip(archive, "a/A.java", "class A {}\n", "b/B.java", "class B { A a; }\n");
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(
                Files.createDirectory(files.resolve("a")).resolve("A.java"), "class A {}\n");
        Files.writeString(
                Files.createDirectory(files.resolve("b")).resolve("B.java"), "class B { A a; }\n");

        IdentifierReport report = IdentifierCount.sequential(archive, 2);

        assertThat(report).isEqualTo(IdentifierCount.sequential(files, 5));
        assertThat(report.totals()).isEqualTo(new SourceTotals(2, 0, 2, 4, 28));
        assertThat(report.top())
                .containsExactly(
                        new IdentifierFrequency("A", 2),
                        new IdentifierFrequency("B", 1),
                        new IdentifierFrequency("a", 1));
    }

    @Test
    void aSingleFileIsAnInputToo() throws Exception {
        Path file = Files.writeString(directory.resolve("A.java"), "class A {}");

        assertThat(IdentifierCount.sequential(file, 10).totals())
                .isEqualTo(new SourceTotals(1, 0, 1, 1, 10));
    }

    @Test
    void filesThatAreNoTextAreLeftOutAndCounted() throws Exception {
        Files.writeString(directory.resolve("A.java"), "class A {}");
        Files.write(directory.resolve("A.class"), new byte[] {(byte) 0xCA, (byte) 0xFE, 0, 0, 'x'});
        Files.write(directory.resolve("latin1.txt"), new byte[] {'g', 'r', (byte) 0xF6, 's'});

        assertThat(IdentifierCount.sequential(directory, 2).totals())
                .isEqualTo(new SourceTotals(1, 2, 1, 1, 10));
    }

    @Test
    void whatCannotBeReadIsRefusedByName() throws IOException {
        Path nothing = directory.resolve("nothing");
        assertThatThrownBy(() -> IdentifierCount.chunks(nothing, 1))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessage(nothing + " does not exist");

        Path broken = Files.writeString(directory.resolve("broken.zip"), "this is no archive");
        assertThatThrownBy(() -> IdentifierCount.chunks(broken, 1))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageStartingWith("cannot read " + broken + " as a zip archive: ");

        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThatThrownBy(() -> IdentifierCount.chunks(empty, 1))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessage(empty + " must hold at least one file");
    }

    @Test
    void aFileThatHasGoneIsNamed() {
        SourceChunk chunk =
                new SourceChunk(directory.toString(), List.of(SourceFile.plain("gone.java", 1)));
        assertThatThrownBy(() -> IdentifierCount.count(chunk))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("gone.java")
                .hasMessageContaining("does not exist");
    }

    @Test
    void anInterruptedTaskStops() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        IdentifierCount.count(
                                new SourceChunk(
                                        directory.toString(), List.of(SourceFile.plain("a", 1)))))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
