package dev.weft;

import dev.weft.model.RunId;
import dev.weft.spi.ExecutingTask;
import java.util.Optional;

/// What a function can know of the task that it is being executed for.
///
/// Valid while the function runs; safe for many threads.
public final class TaskContext {
    private final ExecutingTask task;

    private TaskContext(ExecutingTask task) {
        this.task = task;
    }

    /// The task that the current thread executes.
    ///
    /// @throws IllegalStateException outside of a task's function, or in a thread that the function
    ///     started: hand the context over to it
    public static TaskContext current() {
        return find().orElseThrow(() ->
                new IllegalStateException(
                        "TaskContext.current() must be called by a task's function"
                                + " in the thread that runs it, was called in '%s';"
                                        .formatted(Thread.currentThread().getName())
                                + " hand the context to threads that you start, or"
                                + " use TaskContext.find() where there may be no"
                                + " task"));
    }

    /// The task that the current thread executes, if it does: for functions that are also called
    /// outside of runs.
    public static Optional<TaskContext> find() {
        return ExecutingTask.CURRENT.isBound()
                ? Optional.of(new TaskContext(ExecutingTask.CURRENT.get().get()))
                : Optional.empty();
    }

    /// The run that the task is part of.
    public RunId run() {
        return task.run();
    }

    /// The task's number in its graph.
    public int task() {
        return task.task();
    }

    /// What people call the task.
    public String name() {
        return task.name();
    }

    /// Which attempt this is, from 1.
    public int attempt() {
        return task.attempt();
    }

    /// Grows with every further claim of the task. What is changed outside of the run can remember the
    /// greatest token seen and refuse smaller ones: they come from attempts that were given up.
    public long fencingToken() {
        return task.fencingToken();
    }

    /// Whether the result is of no use any more. The thread was interrupted when it became so; a
    /// function that computes for long without blocking should ask now and then.
    public boolean cancelled() {
        return task.cancelled();
    }

    /// Reports progress for people.
    ///
    /// @param share done, from 0 to 1
    public void progress(double share) {
        task.progress(share);
    }
}
