package dev.weft.testkit;

import dev.weft.model.ClaimMode;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.RunSnapshot;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must hold of a run's coordination state after every step, whatever happened before. The
/// first of them: each unsettled task whose in-degree is met is covered by exactly one entry of the
/// deadline index, so that somebody who looks will find it, or is parked while as many others are as may be.
///
/// The state is checked, and not the answers alone, because a task that nobody covers shows only as
/// a run that never ends.
final class RunInvariants {
    private final Wiring wiring;
    private final RunSnapshot state;
    private final BitSet turned;
    private final Set<ValueId> trash;
    private final Set<Integer> parked;
    private final Set<Integer> madeAgain;

    private RunInvariants(Wiring wiring, RunSnapshot state, Set<Integer> madeAgain) {
        this.wiring = wiring;
        this.state = state;
        this.madeAgain = madeAgain;
        turned = (BitSet) state.arrived().clone();
        turned.or(state.skipped());
        trash = new HashSet<>(state.trash());
        parked = new HashSet<>(state.parked());
    }

    /// @param madeAgain tasks that were committed and had to be executed again, since their output was
    ///     lost: such a task's children may have settled before, and its inputs may have been given up
    /// @throws AssertionError naming the task or edge that breaks an invariant
    static void check(Wiring wiring, RunSnapshot state, Set<Integer> madeAgain) {
        RunInvariants invariants = new RunInvariants(wiring, state, madeAgain);
        if (state.run().status() == RunStatus.DONE) {
            invariants.checkThatADoneRunKeepsOnlyItsResult();
            return;
        }
        must(
                state.run().settled() == state.results().size(),
                "%d tasks must have settled, were %d results",
                state.run().settled(),
                state.results().size());
        wiring.tasks()
                .forEach(task -> {
                    invariants.checkCover(task);
                    invariants.checkIncoming(task);
                    invariants.checkOutput(task);
                });
        invariants.checkParallelism();
    }

    /// Formats a message only if there is something to say: there are many of these checks.
    private static void must(boolean condition, String message, @Nullable Object... found) {
        if (!condition) {
            throw new AssertionError(message.formatted(found));
        }
    }

    private void checkThatADoneRunKeepsOnlyItsResult() {
        int sink = wiring.sink();
        must(state.run().result() != null, "a done run must have a result");
        must(
                state.results().keySet().stream().allMatch(task -> task == sink),
                "a done run must keep its sink's result alone, was %s",
                state.results().keySet());
        must(state.claims().isEmpty(), "a done run must have no claims, was %s", state.claims());
        must(state.index().isEmpty(), "a done run must have no index, was %s", state.index());
        must(parked.isEmpty(), "a done run must have parked no tasks, was %s", state.parked());
        must(
                turned.isEmpty() && state.consumed().isEmpty(),
                "a done run must keep no edges, was %s and %s",
                turned,
                state.consumed());
        Set<ValueId> left = new HashSet<>(state.values());
        state.trash().forEach(left::remove);
        must(
                left.stream().allMatch(value -> value.task() == sink),
                "a done run must keep its sink's value alone, was %s",
                left);
    }

    private void checkCover(int task) {
        boolean indexed = state.index().containsKey(task);
        boolean parked = this.parked.contains(task);
        RunSnapshot.ClaimState claim = state.claims().get(task);
        TaskResult result = state.results().get(task);
        must(!indexed || !parked, "task %d in the index must not be parked", task);
        if (indexed) {
            must(claim != null, "task %d in the index must have a claim", task);
            must(
                    result == null || result.open() || segmentIsOpen(task),
                    "task %d in the index must be unsettled or open, was %s",
                    task,
                    result);
        } else if (claim != null) {
            must(
                    !claim.started() && claim.owner().isEmpty(),
                    "task %d must not be executed under a claim that nothing covers: %s",
                    task,
                    claim);
        }
        must(
                !parked || result == null || result.open() || segmentIsOpen(task),
                "parked task %d must be unsettled or open, was %s",
                task,
                result);
        if (result == null) {
            checkCoverOfUnsettled(task, indexed || parked, claim);
        }
    }

    /// Since a parked task has no deadline, those of others must cover it: as many as are allowed. A task
    /// that is made again does not wait for a place.
    private void checkParallelism() {
        int most = state.run().limits().parallelism();
        long claimed = state.index().keySet().stream().filter(t -> !madeAgain.contains(t)).count();
        must(
                most == 0 || claimed <= most,
                "at most %d tasks must be claimed, were %s",
                most,
                state.index().keySet());
        must(
                parked.isEmpty() || (most > 0 && state.index().size() >= most),
                "tasks %s must wait only while %d are claimed, were %s",
                state.parked(),
                most,
                state.index().keySet());
        must(
                parked.size() == state.parked().size(),
                "a task must be parked once, were %s",
                state.parked());
    }

    private void checkCoverOfUnsettled(
            int task, boolean covered, RunSnapshot.@Nullable ClaimState claim) {
        int missing = missing(task);
        must(
                missing > 0 || covered || diedInThisRun(task),
                "task %d is ready and must be covered by the index; its claim: %s",
                task,
                claim);
        must(
                missing == 0
                        || !covered
                        || (missing == 1 && claim != null && claim.mode() == ClaimMode.HELD),
                "task %d lacks %d parents and must not be claimed, was %s",
                task,
                missing,
                claim);
    }

    /// A committed segment is open as long as its last task is; its claim is its first task's.
    private boolean segmentIsOpen(int first) {
        return state.results().values().stream()
                .anyMatch(result -> result.open() && result.claim().task() == first);
    }

    /// What failed for good is covered again by resuming.
    private boolean diedInThisRun(int task) {
        return state.run().status() == RunStatus.FAILED
                && state.run().errors().stream()
                        .anyMatch(error -> error.task() == task && error.last());
    }

    private int missing(int task) {
        int first = wiring.record(task).firstInEdge();
        int arrived = turned.get(first, first + wiring.inDegree(task)).cardinality();
        return Math.max(0, wiring.needed(task) - arrived);
    }

    private void checkIncoming(int task) {
        int edge = wiring.record(task).firstInEdge();
        boolean settled = state.results().containsKey(task);
        for (int parent : wiring.parents(task)) {
            TaskResult from = state.results().get(wiring.standsFor(parent));
            boolean arrived = turned.get(edge);
            must(
                    !arrived || from != null || (settled && madeAgain.contains(parent)),
                    "the edge from unsettled task %d to %d must not have arrived",
                    parent,
                    task);
            must(
                    arrived || from == null || from.open() || settled || wiring.takesFirst(task),
                    "the edge from settled task %d to unsettled task %d must have arrived",
                    parent,
                    task);
            must(
                    settled || !state.consumed().get(edge),
                    "task %d has consumed the output of %d and must be settled",
                    task,
                    parent);
            edge++;
        }
    }

    private void checkOutput(int task) {
        TaskResult result = state.results().get(task);
        if (result == null || result.outcome() != Outcome.COMMITTED) {
            return;
        }
        boolean spread = result.output() instanceof Output.Spread;
        boolean stored = spread || result.output() instanceof Output.Inline;
        ValueId value = new ValueId(task, result.execution(), spread);
        boolean collected = result.output() instanceof Output.Collected;
        boolean given = collected || trash.contains(value);
        must(
                !stored || state.values().contains(value),
                "the output of %d must be among the values, was %s",
                task,
                state.values());
        int unsettled = 0;
        int unconsumed = 0;
        int[] edges = wiring.record(task).out().edges();
        int[] children = wiring.children(task);
        for (int i = 0; i < children.length; i++) {
            TaskResult child = state.results().get(children[i]);
            boolean again = collected && madeAgain.contains(children[i]);
            unsettled += child == null && !again ? 1 : 0;
            boolean committed = child != null && child.outcome() == Outcome.COMMITTED;
            unconsumed += committed && state.consumed().get(edges[i]) ? 0 : 1;
        }
        must(
                !given || unsettled == 0,
                "the output of %d was given up and must be needed by nobody, was by %d",
                task,
                unsettled);
        must(
                !stored || result.open() || unconsumed > 0 || edges.length == 0 || given,
                "the output of %d is needed by nobody and must be trash, was %s",
                task,
                result.output());
    }
}
