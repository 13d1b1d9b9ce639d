package dev.weft.redis;

import dev.weft.model.ClaimMode;
import dev.weft.model.Outcome;
import dev.weft.model.RunEvent;
import dev.weft.model.RunStatus;
import dev.weft.spi.CommitAnswer.Missing;
import dev.weft.spi.Superseded;
import java.util.List;

/// The numbers that scripts and stored records have for what are enums here. They are written down,
/// so that the order of an enum's constants is nobody's format.
final class Codes {
    private static final List<RunStatus> STATUSES =
            List.of(RunStatus.RUNNING, RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED);
    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.COMMITTED, Outcome.FAILED, Outcome.SKIPPED);
    private static final List<ClaimMode> MODES =
            List.of(ClaimMode.CONTINUE, ClaimMode.INVOKE, ClaimMode.HELD);
    private static final List<Superseded> REASONS =
            List.of(
                    Superseded.DUPLICATE,
                    Superseded.FENCED,
                    Superseded.UNKNOWN,
                    Superseded.TAKEN,
                    Superseded.STALE_INPUT);
    private static final List<Missing> MISSING =
            List.of(Missing.VALUE_MISSING, Missing.CHILDREN_OPEN);
    private static final List<RunEvent.Kind> EVENTS =
            List.of(
                    RunEvent.Kind.SUBMITTED,
                    RunEvent.Kind.STARTED,
                    RunEvent.Kind.COMMITTED,
                    RunEvent.Kind.SKIPPED,
                    RunEvent.Kind.ATTEMPT_FAILED,
                    RunEvent.Kind.TASK_FAILED,
                    RunEvent.Kind.REISSUED,
                    RunEvent.Kind.DONE,
                    RunEvent.Kind.FAILED,
                    RunEvent.Kind.CANCELLED,
                    RunEvent.Kind.RESUMED,
                    RunEvent.Kind.INVALIDATED);

    private Codes() {}

    static RunStatus status(int code) {
        return STATUSES.get(code);
    }

    static Outcome outcome(int code) {
        return OUTCOMES.get(code);
    }

    static int of(Outcome outcome) {
        return OUTCOMES.indexOf(outcome);
    }

    static ClaimMode mode(int code) {
        return MODES.get(code);
    }

    static Superseded reason(int code) {
        return REASONS.get(code);
    }

    static Missing missing(int code) {
        return MISSING.get(code);
    }

    static RunEvent.Kind event(int code) {
        return EVENTS.get(code);
    }
}
