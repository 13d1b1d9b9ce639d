package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Decoders that take an unknown format version for one of theirs: what looks at the rule must notice.
final class FormatFaultsTest {
    /// @param fault what is broken
    /// @param noticedBy the test that makes the same check
    /// @param check of a decoder
    /// @param broken decoder
    record Fault(
            String fault,
            String noticedBy,
            Consumer<Consumer<byte[]>> check,
            Consumer<byte[]> broken) {
        @Override
        public String toString() {
            return fault;
        }
    }

    private static ReadableVersions upTo(int version) {
        return new ReadableVersions(
                "anything", Stream.iterate(1, v -> v + 1).limit(version).toList());
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(
                        "a graph of an unknown format version is read",
                        "SliceFormatFuzzTest.unknownVersionIsRefusedByName",
                        SliceFormatFuzzTest::checkThatUnknownVersionIsRefused,
                        bytes -> SliceFormat.decode(bytes, SliceFormat.MAX_ENTRIES, upTo(2))),
                new Fault(
                        "the index of a graph of an unknown format version is read",
                        "GraphIndexTest.unknownVersionIsRefusedByName",
                        GraphIndexTest::checkThatUnknownVersionIsRefused,
                        bytes -> GraphIndex.decode(bytes, upTo(9))),
                new Fault(
                        "constants of an unknown format version are read",
                        "ConstantsFormatTest.unknownVersionIsRefusedByName",
                        ConstantsFormatTest::checkThatUnknownVersionIsRefused,
                        bytes -> ConstantsFormat.decode(bytes, upTo(9))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void decoderOfAnUnknownVersionIsNoticed(Fault fault) {
        assertThatThrownBy(() -> fault.check().accept(fault.broken()))
                .as("check of a decoder where %s", fault)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void contributorsGuideListsThem() throws IOException {
        List<String> rows =
                faults().map(f -> "| Formats | %s | `%s` |".formatted(f.fault(), f.noticedBy()))
                        .toList();
        String table =
                Stream.concat(
                                Stream.of("| Rule | Planted fault | Noticed by |", "|---|---|---|"),
                                rows.stream())
                        .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("..", "CONTRIBUTING.md")))
                .contains("\n" + table + "\n\n");
    }

    @Test
    void severalReadableVersionsAreNamed() {
        assertThatThrownBy(() -> upTo(3).require(-1))
                .isInstanceOf(UnknownFormatVersionException.class)
                .hasMessageContaining("must be 1 or 2 or 3, was 4294967295");
    }
}
