package dev.weft;

import dev.weft.model.Dag;
import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskFunction;
import dev.weft.spi.Expandable;
import dev.weft.spi.ValueCodec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task: one call of a function, to be made once its inputs are there. Its result can be the input
/// of any number of other tasks, or of the run itself.
///
/// Immutable; safe for many threads. Two handles are the same task only if they are the same object.
///
/// @param <R> type of the result
public final class Task<R> implements Arg<R>, Expandable {
    private static final @Nullable Object[] NOTHING = {};

    final LambdaClass function;
    final @Nullable Object[] captured;
    final Arg<?>[] inputs;
    final @Nullable Options options;

    /// The task that returns the workflow whose result this is.
    final @Nullable Task<?> flattened;

    /// Whether the function brings together the first of the inputs, which is a [Many].
    final boolean reduces;

    /// Whether this task or one that it depends on comes from a fan-out or a workflow within.
    final boolean dynamic;

    private final @Nullable Task<?> origin;

    private Task(
            LambdaClass function,
            @Nullable Object[] captured,
            Arg<?>[] inputs,
            @Nullable Task<?> flattened,
            boolean reduces,
            boolean dynamic) {
        this.function = function;
        this.captured = captured;
        this.inputs = inputs;
        this.options = null;
        this.flattened = flattened;
        this.reduces = reduces;
        this.dynamic = dynamic;
        this.origin = null;
    }

    private Task(Task<?> of, Options options) {
        this.function = of.function;
        this.captured = of.captured;
        this.inputs = of.inputs;
        this.options = options;
        this.flattened = of.flattened;
        this.reduces = of.reduces;
        this.dynamic = of.dynamic;
        this.origin = of.origin();
    }

    static <R> Task<R> of(TaskFunction function, Arg<?>... inputs) {
        LambdaClass lambda = LambdaClass.of(function);
        lambda.requireInputs(inputs);
        return new Task<>(
                lambda,
                lambda.captured(function),
                inputs,
                null,
                false,
                Dynamic.isAnyDynamic(inputs));
    }

    /// @param identity `null` for none
    static <R> Task<R> reduced(Many<R> many, TaskFunction function, @Nullable Arg<?> identity) {
        LambdaClass lambda = LambdaClass.of(function);
        Arg<?>[] inputs = identity == null ? new Arg<?>[] {many} : new Arg<?>[] {many, identity};
        return new Task<>(lambda, lambda.captured(function), inputs, null, true, true);
    }

    static <R> Task<List<Outcome<R>>> outcomes(Many<R> many) {
        return new Task<>(Elements.OUTCOMES, NOTHING, new Arg<?>[] {many}, null, true, true);
    }

    static <R> Task<List<R>> first(Many<R> many, int count) {
        Arg<?>[] inputs = {many, Weft.value(count)};
        Task<List<R>> first = new Task<>(Elements.FIRST, NOTHING, inputs, null, true, true);
        return first.withName("first " + count);
    }

    /// How many results of a [Many] this task has, if it has the first ones.
    int first() {
        if (inputs[1] instanceof Value<?> count && count.value instanceof Integer first) {
            return first;
        }
        throw new IllegalStateException(this + " must have a number of first results");
    }

    static <R> Task<R> flattened(Task<?> of) {
        return new Task<>(Elements.PASS, NOTHING, new Arg<?>[0], of, false, true);
    }

    /// A task of the engine's own.
    static <R> Task<R> internal(String name, LambdaClass function, Arg<?>... inputs) {
        Task<R> task = new Task<>(function, NOTHING, inputs, null, false, true);
        return task.withName(name);
    }

    /// The same task with other options. What `options` sets replaces what this handle and the
    /// function's annotations say, the rest stays.
    ///
    /// This handle does not change: use the returned one in its place. Both in one workflow are
    /// refused when it is submitted.
    public Task<R> with(Options options) {
        Options all = this.options == null ? options : options.over(this.options);
        return new Task<>(this, all);
    }

    /// The same task with another name, for people; as [#with] does.
    public Task<R> withName(String name) {
        return with(Options.none().withName(name));
    }

    /// The same task with another retry policy; as [#with] does.
    public Task<R> withRetry(RetryPolicy retry) {
        return with(Options.none().withRetry(retry));
    }

    /// The same task with another bound on the time of each attempt; as [#with] does.
    public Task<R> withTimeout(Duration timeout) {
        return with(Options.none().withTimeout(timeout));
    }

    /// What people call the task: the name that it was given, else its function's.
    public String name() {
        String name = function.options(options).name();
        return name.isEmpty() ? function.displayName() : name;
    }

    /// The graph of the workflow whose result this task is, for the task that has returned it.
    @Override
    public Dag expand(ValueCodec codec) {
        return Weft.compile(this, codec);
    }

    /// The handle that [#with] was first called on.
    Task<?> origin() {
        return origin == null ? this : origin;
    }

    @Override
    public String toString() {
        return "task '%s' (%s)".formatted(name(), function.displayName());
    }
}
