package dev.weft.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The untyped face of a task's function, by which a worker calls it. The typed functions of the
/// API extend it; what travels is never the function but its [FunctionIdentity].
public interface TaskFunction extends Serializable {
    /// Calls the function.
    ///
    /// @param arguments as many as the function has inputs
    /// @return the result; `null` for actions
    /// @throws Exception whatever the user's code throws
    @Nullable Object invoke(@Nullable Object[] arguments) throws Exception;
}
