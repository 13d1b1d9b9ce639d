package dev.weft.memory;

import dev.weft.model.ErrorCode;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Errors that the store finds itself: it knows a task by its number alone.
final class StoreErrors {
    private StoreErrors() {}

    static TaskError error(int task, ErrorCode code, String message, long now) {
        return error(task, code, message, 1, 1, null, now);
    }

    /// A task whose workers were lost again and again.
    static TaskError poison(LiveClaim claim, int limit, long now) {
        String message =
                "%d workers were lost while they may have been executing it; see their logs for"
                                .formatted(claim.losses())
                        + " the reason (memory, a crash of native code, an external kill)";
        return error(
                claim.executing,
                ErrorCode.POISON,
                message,
                claim.losses(),
                limit,
                claim.owner,
                now);
    }

    private static TaskError error(
            int task,
            ErrorCode code,
            String message,
            int attempt,
            int maxAttempts,
            @Nullable WorkerId worker,
            long now) {
        return new TaskError(
                task,
                "task " + task,
                "",
                code,
                attempt,
                maxAttempts,
                code.name(),
                message,
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                worker == null ? "" : worker.value(),
                now,
                List.of(),
                true);
    }
}
