package dev.weft.examples;

/// How much source was read.
///
/// @param files that are text
/// @param notText files that are not (a NUL byte, or not UTF-8) and were left out
/// @param lines of the text files; a last line without an end counts as one
/// @param identifiers occurrences, reserved words left out
/// @param bytes of the text files
public record SourceTotals(long files, long notText, long lines, long identifiers, long bytes) {
    static final SourceTotals NONE = new SourceTotals(0, 0, 0, 0, 0);

    static SourceTotals ofText(long lines, long bytes) {
        return new SourceTotals(1, 0, lines, 0, bytes);
    }

    static SourceTotals ofNotText() {
        return new SourceTotals(0, 1, 0, 0, 0);
    }

    SourceTotals plus(SourceTotals other) {
        return new SourceTotals(
                files + other.files,
                notText + other.notText,
                lines + other.lines,
                identifiers + other.identifiers,
                bytes + other.bytes);
    }

    SourceTotals withIdentifiers(long identifiers) {
        return new SourceTotals(files, notText, lines, identifiers, bytes);
    }
}
