package dev.weft.gateway;

import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// A store that gives no answer to some calls.
final class FlakyRunStore {
    private FlakyRunStore() {}

    /// @param silent how many calls more get no answer
    static RunStore of(RunStore store, AtomicInteger silent) {
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(),
                        new Class<?>[] {RunStore.class},
                        (_, method, arguments) -> {
                            if (silent.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                                throw new StoreUnavailableException(
                                        "it is away", new IOException());
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
