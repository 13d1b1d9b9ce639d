package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.ClaimMode;
import dev.weft.model.Dag;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.RunSnapshot;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// What must hold of a run's coordination state after every step, whatever happened before. The
/// first of them: each unsettled task whose in-degree is met is covered by exactly one entry of the
/// deadline index, so that somebody who looks will find it.
///
/// The state is checked, and not the answers alone, because a task that nobody covers shows only as a
/// run that never ends.
final class RunInvariants {
    private final Dag dag;
    private final RunSnapshot state;
    private final BitSet turned;

    private RunInvariants(Dag dag, RunSnapshot state) {
        this.dag = dag;
        this.state = state;
        turned = (BitSet) state.arrived().clone();
        turned.or(state.skipped());
    }

    /// @throws AssertionError naming the task or edge that breaks an invariant
    static void check(Dag dag, RunSnapshot state) {
        RunInvariants invariants = new RunInvariants(dag, state);
        if (state.run().status() == RunStatus.DONE) {
            invariants.checkThatADoneRunKeepsOnlyItsResult();
            return;
        }
        assertThat(state.run().settled()).as("settled").isEqualTo(state.results().size());
        for (int task = 0; task < dag.tasks(); task++) {
            invariants.checkCover(task);
            invariants.checkIncoming(task);
            invariants.checkOutput(task);
        }
    }

    private void checkThatADoneRunKeepsOnlyItsResult() {
        int sink = dag.sink();
        assertThat(state.results().keySet()).as("results of a done run").isSubsetOf(sink);
        assertThat(state.run().result()).as("result of a done run").isNotNull();
        assertThat(state.claims()).as("claims of a done run").isEmpty();
        assertThat(state.index()).as("index of a done run").isEmpty();
        assertThat(state.arrived().isEmpty()).as("no edge of a done run is kept").isTrue();
        assertThat(state.skipped().isEmpty()).as("no edge of a done run is kept").isTrue();
        assertThat(state.consumed().isEmpty()).as("no edge of a done run is kept").isTrue();
        Set<ValueId> left = new HashSet<>(state.values());
        state.trash().forEach(left::remove);
        assertThat(left)
                .as("values of a done run that are not trash")
                .allMatch(value -> value.task() == sink);
    }

    private void checkCover(int task) {
        boolean indexed = state.index().containsKey(task);
        RunSnapshot.ClaimState claim = state.claims().get(task);
        TaskResult result = state.results().get(task);
        if (indexed) {
            assertThat(claim).as("claim of indexed task %d", task).isNotNull();
            assertThat(result == null || result.open() || segmentIsOpen(task))
                    .as("indexed task %d is unsettled or open", task)
                    .isTrue();
        }
        if (result != null) {
            return;
        }
        int missing = missing(task);
        if (missing == 0 && !diedInThisRun(task)) {
            assertThat(indexed)
                    .as("ready task %d is covered by the index; claim: %s", task, claim)
                    .isTrue();
        }
        if (missing > 0 && indexed && claim != null) {
            assertThat(claim.mode())
                    .as("mode of task %d, which is claimed and lacks %d parents", task, missing)
                    .isEqualTo(ClaimMode.HELD);
            assertThat(missing).as("parents that held task %d lacks", task).isEqualTo(1);
        }
        if (!indexed && claim != null) {
            assertThat(claim.started() || !claim.owner().isEmpty())
                    .as("task %d is executed under a claim that nothing covers: %s", task, claim)
                    .isFalse();
        }
    }

    /// A committed segment is open as long as its last task is; its claim is its first task's.
    private boolean segmentIsOpen(int first) {
        return state.results().values().stream()
                .anyMatch(result -> result.open() && result.claim().task() == first);
    }

    /// What failed for good is covered again by resuming.
    private boolean diedInThisRun(int task) {
        return state.run().status() == RunStatus.FAILED
                && !state.index().containsKey(task)
                && state.run().errors().stream()
                        .anyMatch(error -> error.task() == task && error.last());
    }

    private int missing(int task) {
        int first = dag.record(task).firstInEdge();
        int inDegree = dag.inDegree(task);
        return inDegree - turned.get(first, first + inDegree).cardinality();
    }

    private void checkIncoming(int task) {
        int edge = dag.record(task).firstInEdge();
        boolean settled = state.results().containsKey(task);
        for (int parent : dag.parents(task)) {
            TaskResult from = state.results().get(parent);
            if (turned.get(edge)) {
                assertThat(from)
                        .as("outcome of %d, whose edge to %d arrived", parent, task)
                        .isNotNull();
            } else if (from != null && !from.open() && !settled) {
                throw new AssertionError(
                        "the edge from settled task %d to unsettled task %d must have arrived"
                                .formatted(parent, task));
            }
            if (state.consumed().get(edge)) {
                assertThat(settled)
                        .as("task %d has consumed %d and must be settled", task, parent)
                        .isTrue();
            }
            edge++;
        }
    }

    private void checkOutput(int task) {
        TaskResult result = state.results().get(task);
        if (result == null || result.outcome() != Outcome.COMMITTED) {
            return;
        }
        boolean stored =
                result.output() instanceof Output.Inline
                        || result.output() instanceof Output.Spread;
        boolean given =
                result.output() instanceof Output.Collected
                        || state.trash().stream().anyMatch(value -> isOf(value, result));
        if (stored) {
            assertThat(state.values())
                    .as("values, with the output of %d", task)
                    .anyMatch(value -> isOf(value, result));
        }
        boolean allSettled = true;
        boolean allCommitted = true;
        boolean allConsumed = dag.outDegree(task) > 0 && !result.open();
        int[] edges = dag.record(task).out().edges();
        int[] children = dag.children(task);
        for (int i = 0; i < children.length; i++) {
            TaskResult child = state.results().get(children[i]);
            allSettled &= child != null;
            allCommitted &= child != null && child.outcome() == Outcome.COMMITTED;
            allConsumed &= state.consumed().get(edges[i]);
        }
        if (given) {
            assertThat(allSettled)
                    .as("the output of %d is given up, so all its children have settled", task)
                    .isTrue();
        }
        if (stored && allConsumed && allCommitted) {
            assertThat(given).as("the output of %d, which nobody needs, is trash", task).isTrue();
        }
    }

    private static boolean isOf(ValueId value, TaskResult result) {
        return value.task() == result.task() && value.execution() == result.execution();
    }
}
