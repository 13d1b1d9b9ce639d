package dev.weft.testkit;

import dev.weft.model.Dag;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Explores all that can happen to a run of a small graph: every order of the steps of its workers, and every
/// fault at every place, as many of them as the bounds allow.
///
/// A state is reached by taking the actions that lead to it, from the beginning; one that was reached before
/// is not explored again. States that lie nearer come first, so that what is found is found on a shortest
/// way. In every state the invariants hold; at every end the result was made from one output of each
/// task; and from every state an end can be reached without any further fault.
final class Exploration {
    /// A sound protocol has far fewer within the bounds of a test; one without end has more than any number.
    private static final int MOST_STATES = 2_000_000;

    private final Dag dag;
    private final ExplorationBounds bounds;
    private final Function<RunStore, RunStore> broken;
    private final Map<ExploredState.Key, Integer> known = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final BitSet ends = new BitSet();
    private long transitions;
    private int depth;

    /// @param from the state from which it was reached first; -1 for the first one
    /// @param before states from which it can be reached without a fault
    private record Node(int from, @Nullable ExploredAction by, int depth, List<Integer> before) {}

    private Exploration(Dag dag, ExplorationBounds bounds, Function<RunStore, RunStore> broken) {
        this.dag = dag;
        this.bounds = bounds;
        this.broken = broken;
    }

    /// Explores everything.
    ///
    /// @param broken puts something in the place of the sound store
    /// @throws AssertionError saying what is wrong, and by which way it is reached
    static ExplorationReport explore(
            Dag dag, ExplorationBounds bounds, Function<RunStore, RunStore> broken) {
        Exploration exploration = new Exploration(dag, bounds, broken);
        exploration.exploreAll();
        exploration.requireThatAllCanEnd();
        return new ExplorationReport(
                exploration.nodes.size(),
                exploration.transitions,
                exploration.depth,
                exploration.ends.cardinality());
    }

    private void exploreAll() {
        ExploredRun first = new ExploredRun(dag, bounds, broken);
        reach(first, -1, null);
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.size() > MOST_STATES) {
                throw failed("there must be an end to what can happen", node, null, null);
            }
            if (!ends.get(node)) {
                exploreFrom(node);
            }
        }
    }

    private void exploreFrom(int node) {
        ExploredRun world = at(node);
        List<ExploredAction> actions = ExploredChoices.of(world);
        for (int i = 0; i < actions.size(); i++) {
            takeNext(i == 0 ? world : at(node), node, actions.get(i));
        }
    }

    private void takeNext(ExploredRun world, int node, ExploredAction action) {
        transitions++;
        try {
            RunSnapshot before = world.state();
            world.take(action);
            check(world, before, world.state());
            int reached = reach(world, node, action);
            if (!action.isFault() && reached != node) {
                nodes.get(reached).before().add(node);
            }
        } catch (AssertionError | RuntimeException e) {
            throw failed(e.getMessage(), node, action, e);
        }
    }

    private int reach(ExploredRun world, int from, @Nullable ExploredAction by) {
        RunSnapshot state = world.state();
        Integer seen = known.putIfAbsent(ExploredState.of(world, state), nodes.size());
        if (seen != null) {
            return seen;
        }
        int node = nodes.size();
        int deep = from < 0 ? 0 : nodes.get(from).depth() + 1;
        depth = Math.max(depth, deep);
        nodes.add(new Node(from, by, deep, new ArrayList<>(2)));
        if (state.run().status() == RunStatus.DONE) {
            ends.set(node);
            checkTheEnd(world, state);
        }
        return node;
    }

    /// Takes the actions by which a state was reached first.
    private ExploredRun at(int node) {
        ExploredRun world = new ExploredRun(dag, bounds, broken);
        for (ExploredAction action : way(node)) {
            world.take(action);
        }
        return world;
    }

    private Deque<ExploredAction> way(int node) {
        Deque<ExploredAction> way = new ArrayDeque<>();
        for (int at = node; nodes.get(at).from() >= 0; at = nodes.get(at).from()) {
            way.addFirst(Objects.requireNonNull(nodes.get(at).by()));
        }
        return way;
    }

    private static void check(ExploredRun world, RunSnapshot before, RunSnapshot after) {
        RunInvariants.check(world.wiring, after, Set.of());
        Set<Integer> claimed = new HashSet<>(after.index().keySet());
        world.wiring.tasks().forEach(claimed::remove);
        if (!claimed.isEmpty()) {
            throw new AssertionError(
                    "tasks %s come from no outcome and must not be claimed".formatted(claimed));
        }
        if (after.run().status() == RunStatus.DONE) {
            return;
        }
        before.results()
                .forEach((task, result) -> {
                    TaskResult now = after.results().get(task);
                    if (now == null || now.execution() != result.execution()) {
                        throw new AssertionError(
                                "the outcome of task %d must stay, was %s, then %s"
                                        .formatted(task, result, now));
                    }
                });
        before.claims()
                .forEach((task, claim) -> {
                    RunSnapshot.ClaimState now = after.claims().get(task);
                    if (now != null && now.k() < claim.k()) {
                        throw new AssertionError(
                                "claims of task %d must grow, were %s, then %s"
                                        .formatted(task, claim, now));
                    }
                });
    }

    private void checkTheEnd(ExploredRun world, RunSnapshot state) {
        TaskResult result = Objects.requireNonNull(state.run().result(), "a result");
        Map<Integer, Long> versions = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>();
        open.add(result.execution());
        versions.put(dag.sink(), result.execution());
        while (!open.isEmpty()) {
            ExploredRun.Made made = Objects.requireNonNull(world.made.get(open.remove()));
            for (int parent : world.wiring.parents(made.task())) {
                Long input = made.inputs().get(parent);
                if (input == null) {
                    throw new AssertionError(
                            "task %d must have had the output of %d"
                                    .formatted(made.task(), parent));
                }
                Long other = versions.putIfAbsent(parent, input);
                if (other == null) {
                    open.add(input);
                }
            }
        }
        letStragglersGoOn(world);
    }

    /// Whoever has not heard of the end changes nothing any more.
    private static void letStragglersGoOn(ExploredRun world) {
        Object before = world.run.record();
        List<ExploredStep> left = new ArrayList<>(world.late);
        for (ExploredWorker worker : world.workers) {
            ExploredStep step = worker.unanswered;
            if (step != null) {
                left.add(step);
            }
        }
        for (ExploredStep step : left) {
            if (step instanceof ExploredStep.Close close) {
                repeatAfterTheEnd(world, close.commit());
            }
        }
        if (!before.equals(world.run.record())) {
            throw new AssertionError("the record of an ended run must stay");
        }
    }

    /// Whoever has ended the run hears so again.
    private static void repeatAfterTheEnd(ExploredRun world, Commit commit) {
        CommitAnswer answer = world.run.commit(commit);
        boolean known = answer instanceof CommitAnswer.Committed c && c.again();
        boolean fresh = answer instanceof CommitAnswer.Committed c && !c.again();
        TaskResult result = world.run.record().result();
        boolean won =
                result != null
                        && commit.tasks().getLast().task() == result.task()
                        && commit.tasks().getLast().execution() == result.execution();
        if (fresh || (won && !known)) {
            throw new AssertionError(
                    "whoever repeats %s after the end must hear how it was, heard %s"
                            .formatted(commit.claim(), answer));
        }
    }

    private void requireThatAllCanEnd() {
        BitSet ending = (BitSet) ends.clone();
        Deque<Integer> open = new ArrayDeque<>(ends.stream().boxed().toList());
        while (!open.isEmpty()) {
            for (int before : nodes.get(open.remove()).before()) {
                if (!ending.get(before)) {
                    ending.set(before);
                    open.add(before);
                }
            }
        }
        int stuck = ending.nextClearBit(0);
        if (stuck < nodes.size()) {
            Node node = nodes.get(stuck);
            throw failed("the run cannot end any more", node.from(), node.by(), null);
        }
    }

    private AssertionError failed(
            @Nullable String what, int node, @Nullable ExploredAction last, @Nullable Throwable e) {
        StringBuilder text = new StringBuilder("an exploration failed: " + what);
        if (node >= 0) {
            way(node).forEach(action -> text.append("\n  ").append(action));
        }
        if (last != null) {
            text.append("\n  ").append(last);
        }
        return new AssertionError(text.toString(), e);
    }
}
