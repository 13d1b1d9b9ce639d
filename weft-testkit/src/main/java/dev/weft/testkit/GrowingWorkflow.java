package dev.weft.testkit;

import dev.weft.Options;
import dev.weft.model.Dag;
import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskError;
import dev.weft.model.TaskOptions;
import java.time.Duration;
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
    private static final String INCOMPLETE = "dev.weft.Elements$IncompleteException";
    private static final String FOR_EACH = "for each ";
    private static final String COMPLETION = "completion of ";
    private static final long NO_STEP = 0;

    private final SimulatedTask.Habits habits;
    private final UnaryOperator<TaskOptions> declared;
    private final UnaryOperator<GrowingPolicy> asked;
    private final SimulatedTask.@Nullable Failing how;
    private final int width;
    private final GrowingRules rules;
    private final GrowingStep.One sink;
    private final Map<Long, SimulatedTask> behaviours = new HashMap<>();
    private final Set<Long> identities = new HashSet<>();
    private final Dag dag;
    private long broken = NO_STEP;

    private GrowingWorkflow(
            SplittableRandom random,
            SimulationPlan plan,
            UnaryOperator<TaskOptions> declared,
            UnaryOperator<GrowingPolicy> asked) {
        habits = plan.habits();
        how = plan.broken();
        width = plan.width();
        this.declared = declared;
        this.asked = asked;
        rules = new GrowingRules(random.nextBoolean(), habits.salted() > 0);
        sink = GrowingSketch.draw(random, rules, width > 0 ? 2 : 2 + random.nextInt(9));
        new GrowingHandles(this, List.of()).of(sink); // to know all steps before one is broken
        List<Long> steps =
                behaviours.keySet().stream()
                        .filter(step -> !rules.isTolerated(step))
                        .sorted()
                        .toList();
        long drawn = steps.get(random.nextInt(steps.size()));
        if (how != null) {
            broken = drawn;
            behaviours.clear();
        }
        dag = new GrowingHandles(this, List.of()).of(sink).expand(new SimulatedCodec());
    }

    /// @param declared what the options that workers are told are made from those of the behaviour
    /// @param asked what is asked of fan-outs, made from the policies by which they are judged
    static GrowingWorkflow draw(
            SplittableRandom random,
            SimulationPlan plan,
            UnaryOperator<TaskOptions> declared,
            UnaryOperator<GrowingPolicy> asked) {
        return new GrowingWorkflow(random, plan, declared, asked);
    }

    @Override
    public Dag dag() {
        return dag;
    }

    GrowingRules rules() {
        return rules;
    }

    /// The policy that a fan-out is given.
    GrowingPolicy asked(GrowingStep.Each step) {
        return asked.apply(rules.policy(step));
    }

    SimulatedTask behaviour(long step) {
        return behaviours.computeIfAbsent(step, this::drawn);
    }

    private SimulatedTask drawn(long step) {
        if (rules.isTolerated(step)) {
            return tolerated(step);
        }
        SimulatedTask drawn = SimulatedTask.draw(new SplittableRandom(step), habits);
        return step == broken && how != null ? drawn.broken(how) : drawn;
    }

    /// A step that is to fail as the rules say, and by no accident that is not known in advance.
    private SimulatedTask tolerated(long step) {
        SplittableRandom random = new SplittableRandom(step);
        SimulatedTask drawn = SimulatedTask.draw(random, habits.withoutAccidents());
        if (rules.isFlaky(step)) {
            return drawn.with(drawn.options().withDeterministic(false));
        }
        return random.nextInt(3) > 0
                ? drawn
                : drawn.with(
                        drawn.options()
                                .withRetry(
                                        RetryPolicy.fixed(
                                                2, Duration.ofMillis(random.nextInt(8_000)))));
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

    /// What the tasks of a step are called.
    static String name(long step) {
        return "x" + Long.toHexString(step);
    }

    /// The step whose name begins at an index.
    private static long step(String text, int from) {
        return step(text.substring(from));
    }

    private static long step(String name) {
        int elements = name.indexOf('[');
        return Long.parseUnsignedLong(name, 1, elements < 0 ? name.length() : elements, 16);
    }

    Options options(long step) {
        TaskOptions told = declared.apply(behaviour(step).options());
        return Options.none()
                .withName(name(step))
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
    public @Nullable Object within(SimulatedCalls calls, int task, Callable<@Nullable Object> body)
            throws Exception {
        return ScopedValue.where(GrowingCall.CURRENT, new GrowingCall(this, calls, task))
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
        GrowingEvaluation.Found found = new GrowingEvaluation.Found();
        GrowingEvaluation.Value expected =
                new GrowingEvaluation(this, versions, List.of(), found).of(sink);
        if (!found.guessed().isEmpty()) {
            return;
        }
        if (!found.incomplete().isEmpty()) {
            throw new AssertionError(
                    "the run must fail, since steps %s have too few results"
                            .formatted(
                                    found.incomplete().stream().map(Long::toHexString).toList()));
        }
        if (expected.id() != result.id || expected.hash() != result.hash) {
            throw new AssertionError(
                    "the result must be that of calling one after the other, %x/%x, was %x/%x"
                            .formatted(expected.id(), expected.hash(), result.id, result.hash));
        }
    }

    @Override
    public int elementsAtOnce(String expansion) {
        return rules.bound(step(expansion, expansion.startsWith(FOR_EACH) ? FOR_EACH.length() : 0));
    }

    /// What the policies of fan-outs come to does not depend on what tasks make of their inputs, but for the
    /// number of elements.
    @Override
    public boolean isIncomplete(TaskError error) {
        if (!error.type().equals(INCOMPLETE)) {
            return false;
        }
        GrowingEvaluation.Found found = new GrowingEvaluation.Found();
        new GrowingEvaluation(this, Map.of(), List.of(), found).of(sink);
        boolean known = found.guessed().isEmpty();
        boolean one = error.name().startsWith(COMPLETION);
        return !known
                || (one
                        ? found.incomplete().contains(step(error.name(), COMPLETION.length()))
                        : !found.incomplete().isEmpty());
    }
}
