package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A task's function with 3 inputs: a method reference or a lambda.
@FunctionalInterface
public interface F3<A, B, C, R> extends TaskFunction {
    /// Calls the function.
    ///
    /// @throws Exception whatever the user's code throws; the attempt has failed then
    R apply(A a, B b, C c) throws Exception;

    @Override
    @SuppressWarnings("unchecked") // the compiler has checked the wiring
    default @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        return apply((A) arguments[0], (B) arguments[1], (C) arguments[2]);
    }
}
