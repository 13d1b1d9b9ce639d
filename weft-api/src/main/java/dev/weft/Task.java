package dev.weft;

import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskFunction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A task: one call of a function, to be made once its inputs are there. Its result can be the input
/// of any number of other tasks, or of the run itself.
///
/// Immutable; safe for many threads. Two handles are the same task only if they are the same object.
///
/// @param <R> type of the result
public final class Task<R> implements Arg<R> {
    final LambdaClass function;
    final @Nullable Object[] captured;
    final Arg<?>[] inputs;
    final @Nullable Options options;
    private final @Nullable Task<?> origin;

    private Task(
            LambdaClass function,
            @Nullable Object[] captured,
            Arg<?>[] inputs,
            @Nullable Options options,
            @Nullable Task<?> origin) {
        this.function = function;
        this.captured = captured;
        this.inputs = inputs;
        this.options = options;
        this.origin = origin;
    }

    static <R> Task<R> of(TaskFunction function, Arg<?>... inputs) {
        LambdaClass lambda = LambdaClass.of(function);
        lambda.requireInputs(inputs);
        return new Task<>(lambda, lambda.captured(function), inputs, null, null);
    }

    /// The same task with other options. What `options` sets replaces what this handle and the
    /// function's annotations say, the rest stays.
    ///
    /// This handle does not change: use the returned one in its place. Both in one workflow are
    /// refused when it is submitted.
    public Task<R> with(Options options) {
        Options all = this.options == null ? options : options.over(this.options);
        return new Task<>(function, captured, inputs, all, origin());
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

    /// The handle that [#with] was first called on.
    Task<?> origin() {
        return origin == null ? this : origin;
    }

    @Override
    public String toString() {
        return "task '%s' (%s)".formatted(name(), function.displayName());
    }
}
