package dev.weft.all;

import dev.weft.spi.RunStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
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
        return of((_, method, arguments) ->
                around.take(method.getName(), () -> invoke(method, store, arguments)));
    }

    /// @param before is shown what each step is asked for
    static RunStore noted(RunStore store, Consumer<Object> before) {
        return of((_, method, arguments) -> {
            if (arguments != null) {
                before.accept(arguments[0]);
            }
            return invoke(method, store, arguments);
        });
    }

    private static @Nullable Object invoke(
            Method method, RunStore store, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static RunStore of(InvocationHandler handler) {
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, handler);
    }
}
