package dev.weft.model;

/// Where a run stands.
public enum RunStatus {
    RUNNING,
    /// The sink has committed.
    DONE,
    /// A task failed for good, or the run passed its hard end.
    FAILED,
    CANCELLED;

    /// Whether nothing more will happen unless somebody resumes the run.
    public boolean ended() {
        return this != RUNNING;
    }
}
