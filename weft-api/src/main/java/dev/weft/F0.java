package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A task's function with no inputs: a method reference or a lambda.
@FunctionalInterface
public interface F0<R> extends TaskFunction {
    /// Calls the function.
    ///
    /// @throws Exception whatever the user's code throws; the attempt has failed then
    R apply() throws Exception;

    @Override
    default @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        return apply();
    }
}
