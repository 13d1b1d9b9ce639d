package dev.weft.spi;

import dev.weft.model.RunCode;
import dev.weft.model.RunKey;

/// Asks that a run which ended without a result, or was abandoned, goes on.
///
/// @param shapeHash of the graph that the caller holds; must be the run's
/// @param fromEpoch the epoch that the caller saw: repeating the call resumes once
/// @param code what workers execute from now on
/// @param resumedBy for people
public record Resume(RunKey run, String shapeHash, int fromEpoch, RunCode code, String resumedBy) {}
