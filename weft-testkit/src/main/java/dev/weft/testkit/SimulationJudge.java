package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.ErrorCode;
import dev.weft.model.Outcome;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.spi.RunSnapshot;
import java.util.BitSet;
import java.util.List;

/// Judges how runs of a simulation end: whether a failure is one that the plan has asked for, and whether
/// a result is right.
final class SimulationJudge {
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
        if (plan.goOn() && last.stream().allMatch(SimulationJudge::isOfTheTask)) {
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
        int broken = workflow.broken();
        return switch (error.code()) {
            case TASK_TIMED_OUT -> Sentence.RESUME;
            case TASK_THREW -> {
                if (error.type().equals(SimulatedCalls.OldTokenException.class.getName())) {
                    must(checks.isRewound(), error); // the store knows less than the world outside
                    yield Sentence.RESUME;
                }
                must(error.task() == broken, error);
                must(plan.broken() == SimulatedTask.Failing.THROWS, error);
                yield Sentence.MEND_AND_RESUME;
            }
            case POISON -> {
                boolean mends = mayBeBlamedFor(error.task(), broken);
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
    private boolean mayBeBlamedFor(int task, int culprit) {
        Dag dag = workflow.dag();
        for (int child : dag.children(task)) {
            boolean inside = dag.outDegree(task) == 1 && dag.inDegree(child) == 1;
            if ((inside || plan.holds()) && mayBeBlamedFor(child, culprit)) {
                return true;
            }
        }
        return task == culprit;
    }

    private static void must(boolean condition, TaskError error) {
        if (!condition) {
            throw new AssertionError(
                    "the run must not fail by %s: %s".formatted(error.code(), error.summary()));
        }
    }

    private void checkThatOnlyDescendantsAreSkipped(RunSnapshot state, List<TaskError> last) {
        Dag dag = workflow.dag();
        BitSet downstream = new BitSet();
        for (TaskError error : last) {
            downstream.set(error.task());
        }
        for (int task = 0; task < dag.tasks(); task++) {
            for (int parent : dag.parents(task)) {
                if (downstream.get(parent)) {
                    downstream.set(task);
                }
            }
            if (!downstream.get(task)) {
                checkDone(state, task);
            }
        }
    }

    /// A task whose children have all had its output from memory may lack its own commit.
    private void checkDone(RunSnapshot state, int task) {
        TaskResult result = state.results().get(task);
        boolean done = result != null && result.outcome() == Outcome.COMMITTED;
        boolean needless = true;
        for (int child : workflow.dag().children(task)) {
            TaskResult of = state.results().get(child);
            needless &= of != null;
        }
        if (!done && !(plan.holds() && needless)) {
            throw new AssertionError(
                    "task %d does not depend on what has failed and must be done, was %s"
                            .formatted(task, result));
        }
    }

    /// @throws AssertionError if the result is not what the tasks make of each other's outputs
    void check(SimulatedValue result) {
        if (workflow.repeats() && result.hash != workflow.sequentialResult()) {
            throw new AssertionError("the result must be that of calling one after the other");
        }
        calls.checkOrigin(result.hash);
    }
}
