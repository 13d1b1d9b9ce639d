package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A task's action with no inputs: a method reference or a lambda.
@FunctionalInterface
public interface A0 extends TaskFunction {
    /// Calls the action.
    ///
    /// @throws Exception whatever the user's code throws; the attempt has failed then
    void apply() throws Exception;

    @Override
    default @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        apply();
        return null;
    }
}
