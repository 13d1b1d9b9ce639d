package dev.weft.examples;

import java.util.List;

/// Some files of a source tree: what one task reads.
///
/// @param root an archive, a directory, or a single file
/// @param files names of archive entries, or paths relative to the directory; the single file's
///     own is empty
public record SourceChunk(String root, List<String> files) {
    public SourceChunk {
        files = List.copyOf(files);
    }
}
