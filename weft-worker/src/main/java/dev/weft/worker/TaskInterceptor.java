package dev.weft.worker;

import dev.weft.spi.ExecutingTask;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Stands between a worker and the functions that it calls, so that tests can put failures there.
///
/// Called by many threads at once.
@FunctionalInterface
public interface TaskInterceptor {
    /// Calls a task's function, or does something in its place.
    ///
    /// @param function display name of the task's function; the task's own name may be another
    /// @param body calls the function with its inputs; at most once
    /// @return what the function is to have returned
    /// @throws WorkerLostException if the task is to be left as a worker that dies leaves it
    /// @throws Exception what the function is to have thrown
    @Nullable Object call(ExecutingTask task, String function, Callable<@Nullable Object> body)
            throws Exception;
}
