package dev.weft.spi;

/// What client and workers of a run share. Closing it closes all three.
public record Stores(RunStore runs, BlobStore blobs, GraphStore graphs) implements AutoCloseable {
    @Override
    public void close() {
        runs.close();
        blobs.close();
        graphs.close();
    }
}
