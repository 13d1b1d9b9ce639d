package dev.weft.examples;

/// One file of a source tree. What follows `bytes` is said of archives alone.
///
/// @param name unique in its tree: an archive's entry, or a path relative to the directory; empty
///     for a tree of one file
/// @param bytes how large it says it is
/// @param from where in the archive its entry begins
/// @param packedBytes what it takes there, its header aside
/// @param deflated whether it is compressed there
/// @param crc CRC-32 of what is in it
public record SourceFile(
        String name, long bytes, long from, long packedBytes, boolean deflated, int crc) {
    /// A file of its own.
    static SourceFile plain(String name, long bytes) {
        return new SourceFile(name, bytes, 0, bytes, false, 0);
    }
}
