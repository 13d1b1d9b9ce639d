package dev.weft.spi;

import dev.weft.model.Grant;
import dev.weft.model.RunRecord;
import java.util.List;

/// What became of a submission.
public sealed interface SubmitAnswer {
    /// The run is new, or this very incarnation was submitted before (the call is repeated).
    ///
    /// @param roots claims of the tasks without parents, all INVOKE, but for those that are parked
    record Created(List<Grant> roots, int epoch, long nextDeadlineMicros) implements SubmitAnswer {}

    /// There is a run of this id that asks for the same work.
    record Existing(RunRecord found) implements SubmitAnswer {}

    /// There is a run of this id that asks for other work.
    record Conflict(RunRecord found) implements SubmitAnswer {}

    /// There is no such run, and its graph or its constants, which were stored before, are not there
    /// either: the store has lost its latest writes. They are to be stored again, and the run to be
    /// submitted again.
    record NotStored() implements SubmitAnswer {}
}
