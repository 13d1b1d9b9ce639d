package dev.weft.model;

/// The kinds of failure that a run can report, with who must act and whether trying again can help.
public enum ErrorCode {
    TASK_THREW(Blame.USER, true),
    TASK_TIMED_OUT(Blame.USER, true),
    STACK_OVERFLOW(Blame.USER, false),
    OUT_OF_MEMORY(Blame.USER, true),
    CANNOT_ENCODE_OUTPUT(Blame.USER, false),
    CANNOT_DECODE_INPUT(Blame.PLATFORM, false),
    FUNCTION_NOT_IN_ARCHIVE(Blame.USER, false),
    POISON(Blame.USER, false),
    WORKER_LOST(Blame.PLATFORM, true),
    DATA_LOSS(Blame.PLATFORM, false),
    DIVERGED(Blame.USER, false),
    EXPIRED(Blame.USER, false),
    STORE_UNAVAILABLE(Blame.EXTERNAL, true),
    ENGINE_FAULT(Blame.PLATFORM, false);

    private final Blame blame;
    private final boolean retryable;

    ErrorCode(Blame blame, boolean retryable) {
        this.blame = blame;
        this.retryable = retryable;
    }

    /// Who must act.
    public Blame blame() {
        return blame;
    }

    /// Whether another attempt can help.
    public boolean retryable() {
        return retryable;
    }

    /// Who must act on a failure.
    public enum Blame {
        /// The author of the workflow.
        USER,
        /// Whoever operates Weft.
        PLATFORM,
        /// Something that both depend on.
        EXTERNAL
    }
}
