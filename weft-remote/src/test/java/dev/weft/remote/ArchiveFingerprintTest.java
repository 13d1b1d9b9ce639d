package dev.weft.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveFingerprintTest {
    @TempDir Path here;

    private Path tree(String name, String file, String content) throws IOException {
        Path tree = Files.createDirectories(here.resolve(name));
        Path written = tree.resolve(file);
        Files.createDirectories(written.getParent());
        Files.writeString(written, content);
        return tree;
    }

    @Test
    void equalContentInAnotherPlaceHasTheSameFingerprint() throws IOException {
        String one = ArchiveFingerprint.of(List.of(tree("a", "x/Y.class", "code")));
        assertThat(one).hasSize(64);
        assertThat(ArchiveFingerprint.of(List.of(tree("b", "x/Y.class", "code")))).isEqualTo(one);
    }

    @Test
    void otherContentNameOrOrderHasAnother() throws IOException {
        Path a = tree("a", "Y.class", "code");
        Path mended = tree("b", "Y.class", "mended code");
        Path renamed = tree("c", "Z.class", "code");
        assertThat(
                        List.of(
                                ArchiveFingerprint.of(List.of(a)),
                                ArchiveFingerprint.of(List.of(mended)),
                                ArchiveFingerprint.of(List.of(renamed)),
                                ArchiveFingerprint.of(List.of(a, mended)),
                                ArchiveFingerprint.of(List.of(mended, a))))
                .doesNotHaveDuplicates();
    }

    @Test
    void boundaryBetweenTwoFilesCounts() throws IOException {
        Path tree = tree("a", "1", "ab");
        Files.writeString(tree.resolve("2"), "c");
        Path other = tree("b", "1", "a");
        Files.writeString(other.resolve("2"), "bc");
        assertThat(ArchiveFingerprint.of(List.of(tree)))
                .isNotEqualTo(ArchiveFingerprint.of(List.of(other)));
    }

    @Test
    void placeThatDoesNotExistCountsAsEmpty() {
        Path nowhere = here.resolve("nowhere.jar");
        assertThat(ArchiveFingerprint.of(List.of(nowhere)))
                .isNotEqualTo(ArchiveFingerprint.of(List.of()))
                .isEqualTo(ArchiveFingerprint.of(List.of(here.resolve("nor here"))));
    }
}
