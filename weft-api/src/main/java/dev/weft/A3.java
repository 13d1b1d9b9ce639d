package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A task's action with 3 inputs: a method reference or a lambda.
@FunctionalInterface
public interface A3<A, B, C> extends TaskFunction {
    /// Calls the action.
    ///
    /// @throws Exception whatever the user's code throws; the attempt has failed then
    void apply(A a, B b, C c) throws Exception;

    @Override
    @SuppressWarnings("unchecked") // the compiler has checked the wiring
    default @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        apply((A) arguments[0], (B) arguments[1], (C) arguments[2]);
        return null;
    }
}
