package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// What a function makes of other handles, evaluated where the child runs.
final class Combined<R> implements Arg<R> {
    final LambdaClass function;
    final @Nullable Object[] captured;
    final Arg<?>[] inputs;
    final boolean dynamic;

    private Combined(LambdaClass function, @Nullable Object[] captured, Arg<?>[] inputs) {
        this.function = function;
        this.captured = captured;
        this.inputs = inputs;
        this.dynamic = Dynamic.isAnyDynamic(inputs);
    }

    static <R> Combined<R> of(TaskFunction function, Arg<?>... inputs) {
        LambdaClass lambda = LambdaClass.of(function);
        lambda.requireInputs(inputs);
        return new Combined<>(lambda, lambda.captured(function), inputs);
    }

    @Override
    public String toString() {
        return "combination by " + function.displayName();
    }
}
