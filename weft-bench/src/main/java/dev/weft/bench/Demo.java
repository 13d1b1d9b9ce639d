package dev.weft.bench;

import dev.weft.examples.IdentifierCount;
import dev.weft.examples.IdentifierReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// The demo's work: identifiers of a source tree.
///
/// @param expected its report, as the sequential form gives it
record Demo(Path source, IdentifierReport expected) implements Workload {
    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String sizeMeans() {
        return "number of chunks";
    }

    @Override
    public int standardSize() {
        return IdentifierCount.CHUNKS;
    }

    @Override
    public Job job(int size) {
        try {
            return new Job(IdentifierCount.workflow(source, size), expected::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
