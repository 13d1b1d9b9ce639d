package dev.weft.memory;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// placeholder
public final class InMemoryGraphStore implements GraphStore {
    private final Map<Object, byte[]> all = new ConcurrentHashMap<>();

    @Override
    public void putGraph(String name, byte[] bytes, Duration expiry) {
        all.put(name, bytes);
    }

    @Override
    public Optional<byte[]> fetchGraph(String name) {
        return Optional.ofNullable(all.get(name));
    }

    @Override
    public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        all.put(run, bytes);
    }

    @Override
    public Optional<byte[]> fetchConstants(RunKey run) {
        return Optional.ofNullable(all.get(run));
    }

    @Override
    public void close() {}
}
