package dev.weft.memory;

import dev.weft.model.ErrorCode;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import dev.weft.spi.LostWorker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Errors that the store finds itself: it knows a task by its number alone.
final class StoreErrors {
    private StoreErrors() {}

    static TaskError error(int task, ErrorCode code, String message, long now) {
        return error(task, code, message, 1, 1, "", null, now, true);
    }

    /// A task whose workers were lost again and again. If the last one ended for want of memory, that
    /// is what the task is said to have died of.
    ///
    /// @param last what is known of the loss that was one too many; `null` if nothing is
    static TaskError poison(LiveClaim claim, int limit, @Nullable LostWorker last, long now) {
        String message =
                "%d workers were lost while they may have been executing it"
                        .formatted(claim.losses());
        if (last == null) {
            String reasons = "memory, a crash of native code, an external kill";
            message += "; see their logs for the reason (" + reasons + ")";
        } else {
            message += ", the last one" + end(last);
        }
        boolean memory = last != null && last.outOfMemory();
        ErrorCode code = memory ? ErrorCode.OUT_OF_MEMORY : ErrorCode.POISON;
        return lost(claim, code, message, limit, last, now, true);
    }

    /// A loss after which the task is tried again.
    static TaskError lost(LiveClaim claim, int limit, LostWorker worker, long now) {
        String message = "its worker was lost" + end(worker);
        return lost(claim, ErrorCode.WORKER_LOST, message, limit, worker, now, false);
    }

    private static String end(LostWorker worker) {
        return (worker.outOfMemory() ? " for want of memory: " : ": ") + worker.lastWords();
    }

    private static TaskError lost(
            LiveClaim claim,
            ErrorCode code,
            String message,
            int limit,
            @Nullable LostWorker worker,
            long now,
            boolean last) {
        return error(
                claim.executing,
                code,
                message,
                claim.losses(),
                limit,
                worker == null ? "" : worker.lastWords(),
                claim.owner,
                now,
                last);
    }

    private static TaskError error(
            int task,
            ErrorCode code,
            String message,
            int attempt,
            int maxAttempts,
            String lastWords,
            @Nullable WorkerId worker,
            long now,
            boolean last) {
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
                lastWords,
                "",
                worker == null ? "" : worker.value(),
                now,
                List.of(),
                last);
    }
}
