package dev.weft.all;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers what was written and read. The bytes are copied, as by a store elsewhere.
final class CountingGraphs implements GraphStore {
    private final GraphStore graphs;
    final List<String> written = new CopyOnWriteArrayList<>();
    final List<String> read = new CopyOnWriteArrayList<>();
    final AtomicLong writtenBytes = new AtomicLong();
    final AtomicLong constantsBytes = new AtomicLong();

    CountingGraphs(GraphStore graphs) {
        this.graphs = graphs;
    }

    void forget() {
        written.clear();
        read.clear();
        writtenBytes.set(0);
        constantsBytes.set(0);
    }

    @Override
    public void putGraph(String name, byte[] bytes, Duration expiry) {
        written.add(name);
        writtenBytes.addAndGet(bytes.length);
        graphs.putGraph(name, bytes.clone(), expiry);
    }

    @Override
    public Set<String> keepGraphs(Collection<String> names, Duration expiry) {
        return graphs.keepGraphs(names, expiry);
    }

    @Override
    public Optional<byte[]> fetchGraph(String name) {
        read.add(name);
        return graphs.fetchGraph(name).map(byte[]::clone);
    }

    @Override
    public void removeGraph(String name) {
        graphs.removeGraph(name);
    }

    @Override
    public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        constantsBytes.addAndGet(bytes.length);
        graphs.putConstants(run, bytes, expiry);
    }

    @Override
    public void expireConstants(RunKey run, Duration expiry) {
        graphs.expireConstants(run, expiry);
    }

    @Override
    public Optional<byte[]> fetchConstants(RunKey run) {
        return graphs.fetchConstants(run);
    }

    @Override
    public void close() {
        graphs.close();
    }
}
