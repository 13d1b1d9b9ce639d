package dev.weft.examples;

import java.util.List;

/// Some files of a source tree, neighbours in it: what one task reads.
///
/// @param root an archive, a directory, or a single file
public record SourceChunk(String root, List<SourceFile> files) {
    public SourceChunk {
        files = List.copyOf(files);
    }
}
