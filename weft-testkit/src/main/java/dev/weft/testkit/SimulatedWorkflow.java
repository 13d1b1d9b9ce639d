package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.TaskError;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A workflow of a simulation: its graph, how its tasks behave, and what must come out.
sealed interface SimulatedWorkflow permits FixedWorkflow, GrowingWorkflow {
    /// What is submitted.
    Dag dag();

    /// How a task behaves.
    ///
    /// @param name as its template says
    /// @param function display name of what it calls
    /// @return `null` for a task of the engine's own, which takes no time and does not fail
    @Nullable SimulatedTask behaviour(int task, String name, String function);

    /// Whether the task's code is wrong until it is mended.
    boolean isBroken(int task, String name);

    /// Calls a task's function.
    @Nullable Object within(SimulatedCalls calls, int task, Callable<@Nullable Object> body)
            throws Exception;

    /// Whether each task makes the same output each time.
    boolean repeats();

    /// Whether the options of each task say so if it makes something else each time.
    boolean isHonest();

    /// How many elements of a fan-out may be under way.
    ///
    /// @param expansion name of the task that makes them
    /// @return 0 for any number
    int elementsAtOnce(String expansion);

    /// Whether a fan-out must end its run so, since it has fewer results than its policy asks for.
    boolean isIncomplete(TaskError error);

    /// Checks a result against what comes out when functions are called one after the other, and that one
    /// version of each task's output went into it.
    ///
    /// @throws AssertionError if it is not right
    void check(SimulatedValue result, SimulatedCalls calls);
}
