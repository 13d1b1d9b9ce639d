package dev.weft.testkit;

import dev.weft.model.ErrorCode;
import dev.weft.model.Outcome;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.spi.RunSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Judges how runs of a simulation end: whether a failure is one that the plan has asked for, and whether
/// a result is right.
final class SimulationJudge {
    private static final int MOST_ERRORS = 100; // that a store keeps

    private final SimulationPlan plan;
    private final SimulatedWorkflow workflow;
    private final SimulatedCalls calls;
    private final SimulationChecks checks;

    SimulationJudge(
            SimulationPlan plan,
            SimulatedWorkflow workflow,
            SimulatedCalls calls,
            SimulationChecks checks) {
        this.plan = plan;
        this.workflow = workflow;
        this.calls = calls;
        this.checks = checks;
    }

    /// What whoever waits for an ended run does about it.
    enum Sentence {
        RESUME,
        /// The code was wrong and is right now.
        MEND_AND_RESUME,
        LEAVE
    }

    /// @throws AssertionError if the run must not have ended so
    Sentence of(RunSnapshot state) {
        RunRecord run = state.run();
        if (run.status() == RunStatus.CANCELLED) {
            return Sentence.RESUME;
        }
        Sentence sentence = Sentence.RESUME;
        List<TaskError> last = run.errors().stream().filter(TaskError::last).toList();
        for (TaskError error : last) {
            sentence = worse(sentence, of(error));
        }
        boolean all = run.errors().size() < MOST_ERRORS;
        if (all && plan.goOn() && last.stream().allMatch(SimulationJudge::isOfTheTask)) {
            checkThatOnlyDescendantsAreSkipped(state, last);
        }
        return sentence;
    }

    /// Other failures end a run that would go on after a task's.
    private static boolean isOfTheTask(TaskError error) {
        return error.code() == ErrorCode.TASK_THREW || error.code() == ErrorCode.TASK_TIMED_OUT;
    }

    private static Sentence worse(Sentence one, Sentence other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private Sentence of(TaskError error) {
        boolean isBroken = workflow.isBroken(error.task(), error.name());
        return switch (error.code()) {
            case TASK_TIMED_OUT -> Sentence.RESUME;
            case TASK_THREW -> {
                if (error.type().equals(SimulatedCalls.OldTokenException.class.getName())) {
                    must(checks.isRewound(), error); // the store knows less than the world outside
                    yield Sentence.RESUME;
                }
                if (workflow.isIncomplete(error)) {
                    yield Sentence.LEAVE;
                }
                must(isBroken, error);
                must(plan.broken() == SimulatedTask.Failing.THROWS, error);
                yield Sentence.MEND_AND_RESUME;
            }
            case POISON -> {
                boolean mends = mayBeBlamed(error.task());
                must(plan.broken() == SimulatedTask.Failing.KILLS, error);
                must(mends || !plan.isCalm(), error);
                yield mends ? Sentence.MEND_AND_RESUME : Sentence.RESUME;
            }
            case DIVERGED -> {
                boolean made = checks.valuesWereLost() && !workflow.repeats();
                must(made || !workflow.isHonest(), error);
                yield Sentence.LEAVE;
            }
            case DATA_LOSS -> {
                must(checks.valuesWereLost(), error);
                yield Sentence.LEAVE;
            }
            default -> throw new AssertionError("the run must not fail: " + error.summary());
        };
    }

    /// Whether a task may be blamed for what another one does to its process: one that is executed under
    /// its claim, or while its output is held.
    private boolean mayBeBlamed(int task) {
        GrownWiring wiring = checks.wiring();
        if (!wiring.has(task)) {
            return true; // what it came from was committed before the store lost that
        }
        int[] children = wiring.children(task);
        for (int child : children) {
            boolean inside = children.length == 1 && wiring.inDegree(child) == 1;
            if ((inside || plan.holds()) && mayBeBlamed(child)) {
                return true;
            }
        }
        return !isOwn(task) && workflow.isBroken(task, wiring.name(task));
    }

    /// Whether a task is the engine's own.
    private boolean isOwn(int task) {
        GrownWiring wiring = checks.wiring();
        return workflow.behaviour(task, wiring.name(task), wiring.function(task)) == null;
    }

    private static void must(boolean condition, TaskError error) {
        if (!condition) {
            throw new AssertionError(
                    "the run must not fail by %s: %s".formatted(error.code(), error.summary()));
        }
    }

    private void checkThatOnlyDescendantsAreSkipped(RunSnapshot state, List<TaskError> last) {
        GrownWiring wiring = checks.wiring();
        Set<Integer> downstream = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>();
        last.forEach(error -> open.add(error.task()));
        while (!open.isEmpty()) {
            int task = open.remove();
            if (wiring.has(task) && downstream.add(task)) {
                IntStream.of(wiring.children(task)).forEach(open::add);
            }
        }
        wiring.tasks()
                .filter(task -> !downstream.contains(task))
                .forEach(task -> checkDone(state, task));
    }

    /// A task whose children have all had its output from memory may lack its own commit.
    private void checkDone(RunSnapshot state, int task) {
        TaskResult result = state.results().get(task);
        boolean done = result != null && result.outcome() == Outcome.COMMITTED;
        boolean needless = true;
        for (int child : checks.wiring().children(task)) {
            TaskResult of = state.results().get(child);
            needless &= of != null;
        }
        if (!done && !(plan.holds() && needless) && !mayBeCancelled(state, task)) {
            throw new AssertionError(
                    "task %d does not depend on what has failed and must be done, was %s"
                            .formatted(task, result));
        }
    }

    /// Whether nobody needs a task once the first results of its fan-out are there.
    private boolean mayBeCancelled(RunSnapshot state, int task) {
        GrownWiring wiring = checks.wiring();
        int[] children = wiring.children(task);
        return wiring.takesFirst(task)
                || (children.length > 0
                        && IntStream.of(children)
                                .allMatch(child ->
                                        state.results().containsKey(child)
                                                || mayBeCancelled(state, child)));
    }

    /// @throws AssertionError if the result is not what the tasks make of each other's outputs
    void check(SimulatedValue result) {
        workflow.check(result, calls);
    }
}
