package dev.weft.spi;

import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import java.util.BitSet;

/// Asks for a new run.
///
/// @param tasks number of tasks
/// @param edges number of edges
/// @param sink number of the task whose commit ends the run
/// @param roots numbers of the tasks without parents
/// @param fencedRoots which of them (by index in `roots`) may not be committed by a lost attempt
/// @param code what its workers execute
/// @param submittedBy for people
/// @param stored whether graph and constants were stored before: a run is then created only where they are,
///     for a store may have lost its latest writes in between. (Not by a store that keeps them apart from
///     runs: a cluster.)
@SuppressWarnings("ArrayRecordComponent") // compact, and never compared as a record
public record Submit(
        RunKey run,
        String shapeHash,
        String contentHash,
        int tasks,
        int edges,
        int sink,
        int[] roots,
        BitSet fencedRoots,
        RunLimits limits,
        RunCode code,
        String submittedBy,
        boolean stored) {
    /// Of a run whose graph and constants are none of the store's business.
    public Submit(
            RunKey run,
            String shapeHash,
            String contentHash,
            int tasks,
            int edges,
            int sink,
            int[] roots,
            BitSet fencedRoots,
            RunLimits limits,
            RunCode code,
            String submittedBy) {
        this(
                run,
                shapeHash,
                contentHash,
                tasks,
                edges,
                sink,
                roots,
                fencedRoots,
                limits,
                code,
                submittedBy,
                false);
    }
}
