package dev.weft.testkit;

import dev.weft.Options;
import dev.weft.model.Dag;
import dev.weft.model.TaskOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A workflow with fan-outs whose width is known only when it runs, and with workflows that tasks return,
/// written with the handles of the API. How a step behaves follows from its id.
final class GrowingWorkflow implements SimulatedWorkflow {
    private static final String OWN_FUNCTIONS = "Elements.";
    private static final long NO_STEP = 0;

    private final SimulatedTask.Habits habits;
    private final UnaryOperator<TaskOptions> declared;
    private final SimulatedTask.@Nullable Failing how;
    private final int width;
    private final GrowingStep.One sink;
    private final Map<Long, SimulatedTask> behaviours = new HashMap<>();
    private final Set<Long> identities = new HashSet<>();
    private final Dag dag;
    private long broken = NO_STEP;

    private GrowingWorkflow(
            SplittableRandom random, SimulationPlan plan, UnaryOperator<TaskOptions> declared) {
        habits = plan.habits();
        how = plan.broken();
        width = plan.width();
        this.declared = declared;
        sink = GrowingSketch.draw(random, width > 0 ? 2 : 2 + random.nextInt(9));
        new GrowingHandles(this, List.of()).of(sink); // to know all steps before one is broken
        List<Long> steps = behaviours.keySet().stream().sorted().toList();
        long drawn = steps.get(random.nextInt(steps.size()));
        if (how != null) {
            broken = drawn;
            behaviours.clear();
        }
        dag = new GrowingHandles(this, List.of()).of(sink).expand(new SimulatedCodec());
    }

    /// @param declared what the options that workers are told are made from those of the behaviour
    static GrowingWorkflow draw(
            SplittableRandom random, SimulationPlan plan, UnaryOperator<TaskOptions> declared) {
        return new GrowingWorkflow(random, plan, declared);
    }

    @Override
    public Dag dag() {
        return dag;
    }

    SimulatedTask behaviour(long step) {
        return behaviours.computeIfAbsent(step, this::drawn);
    }

    private SimulatedTask drawn(long step) {
        SimulatedTask drawn = SimulatedTask.draw(new SplittableRandom(step), habits);
        return step == broken && how != null ? drawn.broken(how) : drawn;
    }

    @Override
    public @Nullable SimulatedTask behaviour(int task, String name, String function) {
        return function.startsWith(OWN_FUNCTIONS) ? null : behaviour(step(name));
    }

    /// Of the elements of a step whose code is wrong, it is so for every other one.
    @Override
    public boolean isBroken(int task, String name) {
        return name.startsWith("x") && step(name) == broken;
    }

    private static long step(String name) {
        int elements = name.indexOf('[');
        return Long.parseUnsignedLong(name, 1, elements < 0 ? name.length() : elements, 16);
    }

    Options options(long step) {
        TaskOptions told = declared.apply(behaviour(step).options());
        return Options.none()
                .withName("x" + Long.toHexString(step))
                .withRetry(told.retry())
                .withTimeout(told.timeout())
                .withDeterministic(told.deterministic())
                .withOutsideEffects(told.outsideEffects());
    }

    /// What a reduction comes to where there is nothing.
    SimulatedValue identity(long step) {
        SimulatedValue identity =
                SimulatedValue.of(SimulatedValue.mixed(step), SimulatedValue.mixed(~step), 0);
        identities.add(identity.hash);
        return identity;
    }

    /// Whether a source returns another number of elements each time.
    boolean varies(long source) {
        return GrowingStep.varies(source) && !behaviour(source).repeats();
    }

    /// How many elements a source returns.
    int width(long source, long id, long hash, boolean inner) {
        return !inner && width > 0 ? width : GrowingCall.width(varies(source) ? hash : id, inner);
    }

    @Override
    public @Nullable Object within(SimulatedCalls calls, Callable<@Nullable Object> body)
            throws Exception {
        return ScopedValue.where(GrowingCall.CURRENT, new GrowingCall(this, calls))
                .call(body::call);
    }

    @Override
    public boolean repeats() {
        return habits.salted() == 0 && habits.treacherous() == 0;
    }

    @Override
    public boolean isHonest() {
        return habits.treacherous() == 0;
    }

    @Override
    public void check(SimulatedValue result, SimulatedCalls calls) {
        Map<Long, SimulatedValue> versions = calls.versions(result.hash, identities);
        Set<Long> guessed = new HashSet<>();
        GrowingEvaluation.Value expected =
                new GrowingEvaluation(this, versions, List.of(), guessed).of(sink);
        boolean equal = expected.id() == result.id && expected.hash() == result.hash;
        if (!equal && guessed.isEmpty()) {
            throw new AssertionError(
                    "the result must be that of calling one after the other, %x/%x, was %x/%x"
                            .formatted(expected.id(), expected.hash(), result.id, result.hash));
        }
    }
}
