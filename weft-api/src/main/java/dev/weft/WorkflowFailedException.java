package dev.weft;

import dev.weft.model.RunId;
import dev.weft.model.RunRecord;
import dev.weft.model.TaskError;
import java.util.List;

/// A run failed because a task failed for good. The message has the first errors in full; [#errors]
/// has those of every failed task and of every attempt before, as far as the store keeps them.
public final class WorkflowFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String id;

    @SuppressWarnings("serial") // a list of records; what is serialized is the message
    private final transient List<TaskError> errors;

    WorkflowFailedException(RunRecord run) {
        super(FailureReport.of(run));
        this.id = run.run().id().value();
        this.errors = run.errors();
    }

    /// The run that failed.
    public RunId run() {
        return new RunId(id);
    }

    /// Errors of all attempts that failed, oldest first; the first 100. Those with
    /// [TaskError#last] ended their task. Empty in an exception that was serialized.
    public List<TaskError> errors() {
        return errors == null ? List.of() : errors;
    }
}
