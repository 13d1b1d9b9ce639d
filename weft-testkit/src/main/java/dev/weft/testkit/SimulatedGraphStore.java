package dev.weft.testkit;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The shared store of graphs as one process sees it. It loses nothing: what runs stand on is written
/// before they are submitted.
final class SimulatedGraphStore implements GraphStore {
    private final SimulatedLink link;
    private final Contents contents;

    SimulatedGraphStore(SimulatedLink link, Contents contents) {
        this.link = link;
        this.contents = contents;
    }

    /// What all processes see.
    static final class Contents {
        private final Map<String, byte[]> graphs = new HashMap<>();
        private final Map<RunKey, byte[]> constants = new HashMap<>();
    }

    @Override
    public void putGraph(String name, byte[] bytes, Duration expiry) {
        link.call("put graph", false, () -> contents.graphs.putIfAbsent(name, bytes));
    }

    @Override
    public Optional<byte[]> fetchGraph(String name) {
        return link.call(
                "fetch graph", false, () -> Optional.ofNullable(contents.graphs.get(name)));
    }

    @Override
    public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        link.call("put constants", false, () -> contents.constants.putIfAbsent(run, bytes));
    }

    @Override
    public Optional<byte[]> fetchConstants(RunKey run) {
        return link.call(
                "fetch constants", false, () -> Optional.ofNullable(contents.constants.get(run)));
    }

    /// The contents are others' too.
    @Override
    public void close() {}
}
