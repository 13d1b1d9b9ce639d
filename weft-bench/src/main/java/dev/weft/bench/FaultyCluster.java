package dev.weft.bench;

import dev.weft.Weft;
import dev.weft.model.RunId;
import dev.weft.model.RunLimits;
import java.time.Duration;
import java.util.List;

/// A cluster that faults can be put in: its store is a process of its own, between it and everybody else
/// is a connection that can be cut.
///
/// Safe for many threads.
public interface FaultyCluster extends Cluster {
    /// Kills the store's process and starts it again with what it had written to its log.
    ///
    /// @param losesLastSecond whether the last second of that log is lost
    /// @throws IllegalStateException if it cannot be now
    void restartStore(boolean losesLastSecond);

    /// Cuts all connections to the store, and lets nobody connect for so long.
    void cutStore(Duration howLong) throws InterruptedException;

    /// A further client in this process.
    Weft client();

    /// A client in a process of its own, which submits a run of a workflow and waits for it.
    ///
    /// @param workflow class and method, as `weft run` takes them
    /// @param arguments of the workflow
    Process clientProcess(RunId run, String workflow, List<String> arguments);

    /// What the store keeps now of runs, other than values which go by their own time to live, and whatever
    /// has none.
    List<String> storeKeys();

    /// How a faulty cluster is made.
    ///
    /// @param limits of its runs
    record Settings(int workers, RunLimits limits) {}

    /// Makes faulty clusters.
    interface Factory {
        FaultyCluster start(Settings settings);
    }
}
