package dev.weft.testkit;

import dev.weft.model.AddedGraph;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunKey;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.Invalidate;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.SegmentTask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must hold after every step of a simulation: the invariants of the run's state, and that nothing
/// that was committed is ever another thing later.
final class SimulationChecks {
    private final SimulatedWorkflow workflow;
    private final SimulatedCalls calls;
    private final boolean everybodyLives;
    private final int parallelism;
    private final VirtualClock clock;
    private final FanOutDecisions decisions = new FanOutDecisions();
    private final Map<Integer, Long> committed = new HashMap<>();
    private final Set<Integer> madeAgain = new HashSet<>();
    private final Set<ValueId> values = new LinkedHashSet<>();
    private final Set<Adding> growing = new HashSet<>();
    private final Map<Adding, AddedGraph> added = new HashMap<>();
    private final Set<Adding> inline = new HashSet<>();
    private final Map<Integer, Long> adding = new HashMap<>();
    private GrownWiring wiring;
    private @Nullable RunKey run;
    private boolean rewound;
    private boolean valuesWereLost;
    private long progress;

    private record Adding(int task, long execution) {}

    /// @param everybodyLives whether no process dies, or is paused, or is out of reach
    /// @param parallelism how many tasks may be claimed at a time; 0 if any number
    SimulationChecks(
            SimulatedWorkflow workflow,
            SimulatedCalls calls,
            VirtualClock clock,
            boolean everybodyLives,
            int parallelism) {
        this.parallelism = parallelism;
        this.clock = clock;
        this.workflow = workflow;
        this.calls = calls;
        this.everybodyLives = everybodyLives;
        wiring = new GrownWiring(workflow.dag(), _ -> null, _ -> false);
    }

    /// The tasks that the run has by now.
    GrownWiring wiring() {
        return wiring;
    }

    private void adds(int task, long execution, byte[] output) {
        added.put(new Adding(task, execution), AddedGraph.of(output));
        adding.clear();
    }

    /// Somebody is about to commit an expansion.
    void grows(Grow grow) {
        growing.add(new Adding(grow.task(), grow.execution()));
    }

    /// Somebody is about to commit.
    void commits(Commit commit) {
        commit.tasks().stream()
                .filter(SegmentTask::settlesGrown)
                .forEach(task -> {
                    inline.add(new Adding(task.task(), task.execution()));
                    adding.clear();
                });
        SegmentTask last = commit.tasks().getLast();
        if (last.output() instanceof Output.Inline(Payload.Encoded(var bytes), _, _)
                && growing.contains(new Adding(last.task(), last.execution()))) {
            adds(last.task(), last.execution(), bytes);
        }
    }

    /// Changes whenever the run has got further.
    long progress() {
        return progress;
    }

    /// A committed task was taken back, since its output was lost: it may be committed once more.
    ///
    /// @throws AssertionError if nothing was lost
    void invalidated(Invalidate invalidate) {
        int task = invalidate.parent();
        if (!valuesWereLost) {
            throw new AssertionError(
                    "the output of task %d must be there, for no value was lost".formatted(task));
        }
        boolean all = inline.contains(new Adding(task, invalidate.execution()));
        if (wiring.isExpansion(task) && !all) {
            throw new AssertionError(
                    "expansion %d must not be made again: others know what it has added"
                            .formatted(task));
        }
        madeAgain.add(task);
        committed.remove(task);
        for (int along : invalidate.along()) {
            madeAgain.add(along);
            committed.remove(along);
        }
        if (all) {
            committed.values().removeIf(execution -> execution == invalidate.execution());
        }
    }

    /// From now on some values may be missing.
    void valuesAreLost() {
        valuesWereLost = true;
    }

    boolean valuesWereLost() {
        return valuesWereLost;
    }

    /// The store has lost steps: what it knows now is what counts.
    void rewound() {
        rewound = true;
        committed.clear();
        wiring = new GrownWiring(workflow.dag(), _ -> null, _ -> false);
        adding.clear();
    }

    boolean isRewound() {
        return rewound;
    }

    /// @throws AssertionError if something is wrong with the state
    void check(Optional<RunSnapshot> found) {
        if (found.isEmpty()) {
            return;
        }
        RunSnapshot state = found.get();
        if (run != null && !run.equals(state.run().run())) {
            committed.clear();
            madeAgain.clear();
        }
        run = state.run().run();
        grow(state);
        RunInvariants.check(wiring, state, madeAgain);
        checkThatOnlyKnownTasksAreClaimed(state);
        checkParallelism(state);
        if (!valuesWereLost) { // else elements may be executed again that had made room
            wiring.bounds().check(wiring, state, workflow::elementsAtOnce);
        }
        if (everybodyLives) {
            checkThatNobodyIsTakenForDead(state);
            decisions.check(wiring.mayEndEarly(), state, clock.micros());
        }
        if (state.run().status() != RunStatus.DONE) {
            committed.forEach((task, execution) -> checkThatItStands(state, task, execution));
        }
        state.results().values().forEach(this::note);
        progress = state.run().settled() * 1_000L + state.run().epoch();
    }

    /// A task's function is about to be called.
    ///
    /// @throws AssertionError if nobody has needed it for long
    void called(int task) {
        decisions.called(task, clock.micros());
    }

    /// Gets to know the tasks that outcomes have added since.
    private void grow(RunSnapshot state) {
        if (state.run().status() == RunStatus.DONE) {
            return;
        }
        Map<Integer, Long> now = new HashMap<>();
        state.results()
                .forEach((task, result) -> {
                    Adding each = new Adding(task, result.execution());
                    if (added.containsKey(each) || isInline(result)) {
                        now.put(task, result.execution());
                    }
                });
        if (!now.equals(adding)) {
            wiring =
                    new GrownWiring(
                            workflow.dag(),
                            task -> added(state, task),
                            task -> isInline(state.results().get(task)));
            adding.clear();
            adding.putAll(now);
        }
    }

    /// What counts is what the store has given numbers to.
    private @Nullable AddedGraph added(RunSnapshot state, int task) {
        TaskResult result = state.results().get(task);
        if (result == null || result.outcome() != Outcome.COMMITTED || isInline(result)) {
            return null;
        }
        AddedGraph graph = added.get(new Adding(task, result.execution()));
        if (graph == null || !state.growths().contains(graph.growth())) {
            throw new AssertionError(
                    "expansion %d must have numbers that the store has given it, was %s of %s"
                            .formatted(
                                    task, graph == null ? null : graph.growth(), state.growths()));
        }
        return graph;
    }

    /// Whether the outcome is that of an expansion which was committed with all that it has added. There may be
    /// another one of the same execution, that was refused.
    private boolean isInline(@Nullable TaskResult result) {
        return result != null
                && result.output() instanceof Output.None
                && inline.contains(new Adding(result.task(), result.execution()));
    }

    /// Tasks that were settled with the expansion that they come from.
    private Set<Integer> inline(RunSnapshot state) {
        Set<Integer> tasks = new HashSet<>();
        for (Growth growth : state.growths()) {
            TaskResult owner = state.results().get(growth.owner());
            if (owner != null && isInline(owner) && owner.execution() == growth.execution()) {
                for (int i = 0; i < growth.tasks(); i++) {
                    tasks.add(growth.firstTask() + i);
                }
            }
        }
        return tasks;
    }

    /// Tasks that came from an attempt that has lost are nobody's.
    private void checkThatOnlyKnownTasksAreClaimed(RunSnapshot state) {
        Set<Integer> settled = new HashSet<>(state.results().keySet());
        if (state.run().status() != RunStatus.DONE && !settled.containsAll(inline(state))) {
            throw new AssertionError(
                    "what was committed with its expansion must be settled, was "
                            + state.results());
        }
        settled.removeAll(inline(state));
        for (Set<Integer> tasks :
                List.of(
                        state.claims().keySet(),
                        settled,
                        state.index().keySet(),
                        Set.copyOf(state.parked()))) {
            for (int task : tasks) {
                if (!wiring.has(task)) {
                    throw new AssertionError(
                            "task %d comes from no outcome and must not be claimed, was: %s, %s"
                                    .formatted(
                                            task,
                                            state.claims().get(task),
                                            state.results().get(task)));
                }
            }
        }
    }

    /// Whatever the store says of the run's limits. What is made again waits for nobody.
    private void checkParallelism(RunSnapshot state) {
        Set<Integer> claimed = new HashSet<>(state.index().keySet());
        claimed.removeAll(madeAgain);
        if (parallelism > 0 && claimed.size() > parallelism) {
            throw new AssertionError(
                    "at most %d tasks must be claimed, were %s".formatted(parallelism, claimed));
        }
    }

    private static void checkThatItStands(RunSnapshot state, int task, long execution) {
        TaskResult result = state.results().get(task);
        if (result == null || result.execution() != execution) {
            throw new AssertionError(
                    "task %d was committed by %x and must stay so, was %s"
                            .formatted(task, execution, result));
        }
    }

    private void note(TaskResult result) {
        if (result.outcome() != Outcome.COMMITTED) {
            return;
        }
        Long before = committed.putIfAbsent(result.task(), result.execution());
        if (before == null) {
            checkEffect(result);
        } else if (before != result.execution()) {
            throw new AssertionError(
                    "task %d was committed by %x and must not be by %x"
                            .formatted(result.task(), before, result.execution()));
        }
    }

    /// What is committed of a task with outside effects is what the world outside has accepted last.
    private void checkEffect(TaskResult result) {
        long seen = calls.latestEffect(result.task());
        SimulatedTask task = behaviour(result.task());
        boolean acts = task != null && task.options().outsideEffects();
        if (acts && !rewound && seen != result.claim().k()) {
            throw new AssertionError(
                    "task %d was committed with token %d, and its latest effect has %d"
                            .formatted(result.task(), result.claim().k(), seen));
        }
    }

    private @Nullable SimulatedTask behaviour(int task) {
        return wiring.has(task)
                ? workflow.behaviour(task, wiring.name(task), wiring.function(task))
                : null;
    }

    /// What is repeated with a task must be able to be: a segment has no more tasks than it may have, and
    /// none with outside effects, or another output each time, but alone.
    ///
    /// @throws AssertionError naming the task
    void checkSegment(Commit commit, int mostTasks) {
        int size = commit.tasks().size();
        int chain = chain(commit);
        if (chain > mostTasks) {
            throw new AssertionError(
                    "a segment must be closed after %d tasks, had %d".formatted(mostTasks, chain));
        }
        for (SegmentTask task : commit.tasks()) {
            boolean known = !rewound || task.task() < workflow.dag().tasks();
            SimulatedTask behaves = known ? behaviour(task.task()) : null; // else it may be another
            if (size > 1 && behaves != null && behaves.options().fenced()) {
                throw new AssertionError(
                        "task %d must be alone in its segment".formatted(task.task()));
            }
        }
    }

    /// How many tasks were executed one after the other; a fan-out at the end counts as one.
    private static int chain(Commit commit) {
        int chain = 0;
        for (SegmentTask task : commit.tasks()) {
            chain++;
            if (task.settlesGrown()) {
                return chain;
            }
        }
        return chain;
    }

    /// Where nothing goes wrong, nobody is taken for dead.
    ///
    /// @throws AssertionError naming the task whose claim was issued anew
    private void checkThatNobodyIsTakenForDead(RunSnapshot state) {
        state.claims()
                .forEach((task, claim) -> {
                    if (claim.losses() > 0) {
                        throw new AssertionError(
                                "task %d must be its worker's, was taken from it: %s"
                                        .formatted(task, claim));
                    }
                });
    }

    /// Nothing of an earlier epoch is accepted.
    ///
    /// @param epoch of the run when the step was taken
    void check(Commit commit, CommitAnswer answer, int epoch) {
        if (answer instanceof CommitAnswer.Committed c && !c.again() && commit.epoch() != epoch) {
            throw new AssertionError(
                    "a commit of epoch %d must not be accepted in epoch %d"
                            .formatted(commit.epoch(), epoch));
        }
    }

    void stored(ValueId value, byte[] bytes) {
        values.add(value);
        if (growing.contains(new Adding(value.task(), value.execution()))) {
            adds(value.task(), value.execution(), bytes);
        }
    }

    void deleted(List<ValueId> deleted) {
        deleted.forEach(values::remove);
    }

    /// Values that were stored and not deleted.
    Set<ValueId> values() {
        return values;
    }

    /// Where nothing goes wrong, values that nobody needs are deleted by the end.
    void checkThatOnlyTheResultIsLeft() {
        if (values.stream().anyMatch(value -> value.task() != workflow.dag().sink())) {
            throw new AssertionError(
                    "the result must be left alone, were " + StepText.values(values));
        }
    }
}
