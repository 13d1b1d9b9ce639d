package dev.weft.spi;

import dev.weft.model.RunId;
import java.util.function.Supplier;

/// What a task's function can know of its own execution.
public interface ExecutingTask {
    /// Bound while a task's function runs, in the thread that runs it.
    ScopedValue<Supplier<ExecutingTask>> CURRENT = ScopedValue.newInstance();

    RunId run();

    /// The task's number in its graph.
    int task();

    String name();

    /// From 1.
    int attempt();

    /// Grows with every further claim of the task: what is outside can refuse smaller ones.
    long fencingToken();

    /// Whether the result is of no use any more; the thread was interrupted when it became so.
    boolean cancelled();

    /// Reports progress for people.
    ///
    /// @param share done, from 0 to 1
    void progress(double share);
}
