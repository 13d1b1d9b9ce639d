package dev.weft.all;

import dev.weft.spi.RunStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Stores that do something before or after each step of another one.
final class StoreWith {
    private StoreWith() {}

    /// What happens around a step.
    @FunctionalInterface
    interface Around {
        /// @param step its name
        @Nullable Object take(String step, Step go) throws Throwable;
    }

    /// The step of the real store.
    @FunctionalInterface
    interface Step {
        @Nullable Object take() throws Throwable;
    }

    static RunStore around(RunStore store, Around around) {
        InvocationHandler handler =
                (_, method, arguments) ->
                        around.take(
                                method.getName(),
                                () -> {
                                    try {
                                        return method.invoke(store, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, handler);
    }
}
