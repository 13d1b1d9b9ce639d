package dev.weft.spi;

import dev.weft.model.Dag;
import dev.weft.model.RunId;
import java.util.Optional;

/// Asks an engine for a run.
///
/// @param id given by the caller, which makes submitting idempotent; empty means a new one
/// @param goOn whether the run goes on after a failure, skipping only what is downstream of it
public record RunRequest(Dag dag, Optional<RunId> id, boolean goOn) {}
