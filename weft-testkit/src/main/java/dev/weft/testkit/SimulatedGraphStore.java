package dev.weft.testkit;

import dev.weft.model.RunKey;
import dev.weft.spi.GraphStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The shared store of graphs as one process sees it. It loses nothing: what a run stands on is written
/// long before.
final class SimulatedGraphStore implements GraphStore {
    private final SimulatedLink link;
    private final RewindableStores stores;

    SimulatedGraphStore(SimulatedLink link, RewindableStores stores) {
        this.link = link;
        this.stores = stores;
    }

    private void write(String what, Consumer<GraphStore> step) {
        link.call(
                what,
                false,
                () -> {
                    step.accept(stores.graphs());
                    return what;
                });
    }

    @Override
    public void putGraph(String name, byte[] bytes, Duration expiry) {
        write("put graph", graphs -> graphs.putGraph(name, bytes, expiry));
    }

    @Override
    public Set<String> keepGraphs(Collection<String> names, Duration expiry) {
        return link.call("keep graphs", false, () -> stores.graphs().keepGraphs(names, expiry));
    }

    @Override
    public Optional<byte[]> fetchGraph(String name) {
        return link.call("fetch graph", false, () -> stores.graphs().fetchGraph(name));
    }

    @Override
    public void removeGraph(String name) {
        write("remove graph", graphs -> graphs.removeGraph(name));
    }

    @Override
    public void putConstants(RunKey run, byte[] bytes, Duration expiry) {
        write("put constants", graphs -> graphs.putConstants(run, bytes, expiry));
    }

    @Override
    public Optional<byte[]> fetchConstants(RunKey run) {
        return link.call("fetch constants", false, () -> stores.graphs().fetchConstants(run));
    }

    @Override
    public void expireConstants(RunKey run, Duration expiry) {
        write("expire constants", graphs -> graphs.expireConstants(run, expiry));
    }

    /// The stores are others' too.
    @Override
    public void close() {}
}
