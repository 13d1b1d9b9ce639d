package dev.weft.spi;

import dev.weft.model.RunKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/// Keeps what workers must know of a run besides its coordination: graphs, each stored once however
/// many runs have it, and the constants of each run. Never code. A large graph is several entries, each under a
/// name of its own: an index and chunks ([dev.weft.model.EncodedGraph]).
///
/// Safe for many threads and processes; methods block and may throw [StoreUnavailableException].
public interface GraphStore extends AutoCloseable {
    /// Writes a graph unless it is there; acknowledged when this returns.
    ///
    /// @param name determined by the bytes, so that equal names have equal bytes
    /// @param expiry how long it is kept at least; a longer one that is there stays
    void putGraph(String name, byte[] bytes, Duration expiry);

    /// Keeps graphs for longer that are there, without anybody sending their bytes again.
    ///
    /// @param expiry how long they are kept at least; a longer one stays
    /// @return those that are not there
    Set<String> keepGraphs(Collection<String> names, Duration expiry);

    /// Reads a graph; empty if it is not there (any more).
    Optional<byte[]> fetchGraph(String name);

    /// Removes a graph that was found to be damaged: the next one who needs it writes it again. Does nothing
    /// if it is not there.
    void removeGraph(String name);

    /// Writes the constants of a run unless they are there; acknowledged when this returns.
    ///
    /// @param expiry how long they are kept at most
    void putConstants(RunKey run, byte[] bytes, Duration expiry);

    /// Changes for how long the constants of a run are kept, if they are there: shorter when the run has
    /// ended, longer when it is resumed.
    ///
    /// @param expiry from now on
    void expireConstants(RunKey run, Duration expiry);

    /// Reads the constants of a run; empty if they are not there (any more).
    Optional<byte[]> fetchConstants(RunKey run);

    /// Removes constants that were found to be damaged; does nothing if they are not there.
    default void removeConstants(RunKey run) {
        expireConstants(run, Duration.ZERO);
    }

    @Override
    void close();
}
