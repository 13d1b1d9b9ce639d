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
        String submittedBy) {}
