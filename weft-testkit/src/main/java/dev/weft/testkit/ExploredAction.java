package dev.weft.testkit;

/// One thing that can happen next in an exploration.
///
/// @param who the worker's number; 0 if it is nobody's doing
/// @param what number of the invocation, of the work that is to do, of the late step or the task
/// @param how of a commit: what it is like
record ExploredAction(Kind kind, int who, int what, int how, Fate fate) {
    /// The caller keeps the children that become ready.
    static final int KEEPING = 1;

    /// The only child is executed under the same claim.
    static final int GOING_ON = 2;

    /// The first edge is published in a step of its own.
    static final int IN_CHUNKS = 4;

    /// The output is not stored: all children had it from memory.
    static final int ELIDING = 8;

    /// What happens.
    enum Kind {
        DELIVERY(false),
        DELIVERY_OF_A_COPY(true),
        LOSS_OF_AN_INVOCATION(true),
        COMMIT(false),
        HOLD(false),
        FAILURE(true),
        FAILURE_FOR_GOOD(true),
        REPETITION(false),
        ARRIVAL_OF_A_LATE_STEP(false),
        RENEWAL(false),
        CRASH(true),
        REPORT_OF_A_DEATH(false),
        /// Of what nobody is at.
        DEADLINE(false),
        /// Of what somebody is at.
        EXPIRY(true),
        CANCELLATION(true),
        RESUMPTION(false);

        private final boolean fault;

        Kind(boolean fault) {
            this.fault = fault;
        }
    }

    /// What becomes of a step.
    enum Fate {
        IS_ANSWERED,
        ANSWER_IS_LOST,
        IS_LATE
    }

    static ExploredAction of(Kind kind, int who, int what) {
        return new ExploredAction(kind, who, what, 0, Fate.IS_ANSWERED);
    }

    /// The same, and the caller hears nothing.
    ExploredAction with(Fate other) {
        return new ExploredAction(kind, who, what, how, other);
    }

    /// Whether it need not happen for the run to end.
    boolean isFault() {
        return kind.fault || fate != Fate.IS_ANSWERED;
    }

    boolean is(int flag) {
        return (how & flag) != 0;
    }

    @Override
    public String toString() {
        return "%s of worker %d, %d, how %d, %s".formatted(kind, who, what, how, fate);
    }
}
