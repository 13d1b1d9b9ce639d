package dev.weft;

import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A task's action with 8 inputs: a method reference or a lambda.
@FunctionalInterface
public interface A8<A, B, C, D, E, F, G, H> extends TaskFunction {
    /// Calls the action.
    ///
    /// @throws Exception whatever the user's code throws; the attempt has failed then
    void apply(A a, B b, C c, D d, E e, F f, G g, H h) throws Exception;

    @Override
    @SuppressWarnings("unchecked") // the compiler has checked the wiring
    default @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        apply(
                (A) arguments[0],
                (B) arguments[1],
                (C) arguments[2],
                (D) arguments[3],
                (E) arguments[4],
                (F) arguments[5],
                (G) arguments[6],
                (H) arguments[7]);
        return null;
    }
}
