package dev.weft.bench;

import dev.weft.Weft;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A store and workers in processes of their own on this machine, for workloads to be run on.
///
/// Safe for many threads.
public interface Cluster extends AutoCloseable {
    /// A client of it.
    Weft weft();

    /// The workers' processes that live now.
    List<ProcessHandle> workers();

    /// Memory that the store uses now; empty where that is not known.
    Optional<Long> storeBytes();

    /// What each of its workers has done and read since it began; empty where that is not known.
    default List<WorkerUse> use() throws InterruptedException {
        return List.of();
    }

    /// What a worker has done and read.
    ///
    /// @param worker its name
    /// @param attempts executions of tasks
    /// @param graphBytes bytes of graphs, as they are stored
    record WorkerUse(String worker, long attempts, long graphBytes) {}

    /// Invocations that were brought to workers so far.
    long invocations();

    /// Ends what was started for it.
    @Override
    void close();

    /// How a cluster is made.
    ///
    /// @param workers number of worker processes
    /// @param store address of a store that is there already; empty starts one that keeps nothing
    record Settings(int workers, Optional<URI> store) {}

    /// Makes clusters. Benchmarks are given one: what a cluster is composed of is none of their business.
    interface Factory {
        Cluster start(Settings settings);
    }
}
