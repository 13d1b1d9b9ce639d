package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A task's action with 1 input: a method reference or a lambda.
@FunctionalInterface
public interface A1<A> extends TaskFunction {
    /// Calls the action.
    ///
    /// @throws Exception whatever the user's code throws; the attempt has failed then
    void apply(A a) throws Exception;

    @Override
    @SuppressWarnings("unchecked") // the compiler has checked the wiring
    default @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        apply((A) arguments[0]);
        return null;
    }
}
