package dev.weft.testkit;

import dev.weft.F2;
import dev.weft.model.ArgumentShape;
import dev.weft.model.Dag;
import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskError;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskTemplate;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A graph that does not change, with functions that can be called, and how its tasks behave.
final class FixedWorkflow implements SimulatedWorkflow {
    private static final FunctionReference COMBINE = reference(FixedWorkflow::combine);

    private final Dag dag;
    private final List<SimulatedTask> tasks;

    private FixedWorkflow(Dag dag, List<SimulatedTask> tasks) {
        this.dag = dag;
        this.tasks = tasks;
    }

    /// Gives functions to a graph's tasks.
    ///
    /// @param wiring its options count for nothing
    /// @param declared what the options that workers are told are made from those of the behaviour
    static FixedWorkflow draw(
            Dag wiring,
            SplittableRandom random,
            SimulationPlan plan,
            UnaryOperator<TaskOptions> declared) {
        int broken = plan.broken() == null ? -1 : random.nextInt(wiring.tasks());
        return of(
                wiring,
                task -> {
                    SimulatedTask drawn = SimulatedTask.draw(random, plan.habits());
                    SimulatedTask.Failing how = plan.broken();
                    return task == broken && how != null ? drawn.broken(how) : drawn;
                },
                declared);
    }

    /// @param declared what the options that workers are told are made from those of the behaviour
    static FixedWorkflow of(
            Dag wiring, IntFunction<SimulatedTask> behaviour, UnaryOperator<TaskOptions> declared) {
        Dag.Builder builder = new Dag.Builder();
        SimulatedCodec codec = new SimulatedCodec();
        int function = builder.function(COMBINE);
        List<SimulatedTask> tasks = new ArrayList<>();
        for (int task = 0; task < wiring.tasks(); task++) {
            int[] parents = wiring.parents(task);
            SimulatedTask behaves = behaviour.apply(task);
            tasks.add(behaves);
            int template =
                    builder.template(
                            new TaskTemplate(
                                    function,
                                    shape(parents.length),
                                    declared.apply(behaves.options())));
            builder.task(template, parents, new int[] {builder.constant(codec.encode(task))});
        }
        return new FixedWorkflow(builder.build(wiring.sink()), tasks);
    }

    private static ArgumentShape shape(int parents) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder().constant().beginList();
        for (int i = 0; i < parents; i++) {
            shape.parent();
        }
        return shape.end().build();
    }

    /// What every task calls: makes a value of its inputs, and spoils them.
    static SimulatedValue combine(Integer task, List<SimulatedValue> inputs) {
        long[] hashes = inputs.stream().mapToLong(input -> input.hash).toArray();
        inputs.forEach(SimulatedValue::spoil);
        return new SimulatedValue(task, SimulatedValue.hash(task, hashes), 0, hashes);
    }

    private static FunctionReference reference(
            F2<Integer, List<SimulatedValue>, SimulatedValue> function) {
        try {
            Method form = function.getClass().getDeclaredMethod("writeReplace");
            form.setAccessible(true);
            if (form.invoke(function) instanceof SerializedLambda lambda) {
                return reference(lambda);
            }
            throw new AssertionError("a function must have a serialized form");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a function must have a serialized form", e);
        }
    }

    private static FunctionReference reference(SerializedLambda form) {
        return new FunctionReference(
                new FunctionIdentity(
                        form.getFunctionalInterfaceClass(),
                        form.getFunctionalInterfaceMethodName(),
                        form.getFunctionalInterfaceMethodSignature(),
                        form.getImplClass(),
                        form.getImplMethodName(),
                        form.getImplMethodSignature(),
                        form.getImplMethodKind(),
                        form.getInstantiatedMethodType(),
                        form.getCapturedArgCount()),
                form.getCapturingClass(),
                false);
    }

    @Override
    public Dag dag() {
        return dag;
    }

    @Override
    public SimulatedTask behaviour(int task, String name, String function) {
        return tasks.get(task);
    }

    @Override
    public boolean isBroken(int task, String name) {
        return tasks.get(task).failures() == SimulatedTask.UNTIL_MENDED;
    }

    @Override
    public @Nullable Object within(SimulatedCalls calls, int task, Callable<@Nullable Object> body)
            throws Exception {
        return body.call();
    }

    @Override
    public boolean repeats() {
        return tasks.stream().allMatch(SimulatedTask::repeats);
    }

    @Override
    public boolean isHonest() {
        return tasks.stream().allMatch(task -> task.repeats() || !task.options().deterministic());
    }

    @Override
    public int elementsAtOnce(String expansion) {
        return 0;
    }

    @Override
    public boolean isIncomplete(TaskError error) {
        return false;
    }

    @Override
    public void check(SimulatedValue result, SimulatedCalls calls) {
        if (repeats() && result.hash != sequentialResult()) {
            throw new AssertionError("the result must be that of calling one after the other");
        }
        calls.checkOrigin(dag, result.hash);
    }

    /// The hash of the sink's output when all tasks are called one after the other.
    private long sequentialResult() {
        long[] hashes = new long[dag.tasks()];
        for (int task = 0; task < hashes.length; task++) {
            int[] parents = dag.parents(task);
            long[] inputs = new long[parents.length];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = hashes[parents[i]];
            }
            hashes[task] = SimulatedValue.hash(task, inputs);
        }
        return hashes[dag.sink()];
    }
}
