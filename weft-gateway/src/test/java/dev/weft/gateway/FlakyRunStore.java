package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.spi.LostWorker;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreRefusedException;
import dev.weft.spi.StoreUnavailableException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A store that gives no answer to some calls.
final class FlakyRunStore {
    private FlakyRunStore() {}

    /// @param silent how many calls more get no answer
    static RunStore of(RunStore store, AtomicInteger silent) {
        return of(store, silent, Set.of());
    }

    /// @param broken runs of which nothing can be reissued
    static RunStore of(RunStore store, AtomicInteger silent, Set<RunKey> broken) {
        return (RunStore)
                Proxy.newProxyInstance(
                        RunStore.class.getClassLoader(),
                        new Class<?>[] {RunStore.class},
                        (_, method, arguments) -> {
                            if (arguments != null && breaks(method.getName(), arguments, broken)) {
                                throw new StoreRefusedException("a key is another's", null);
                            }
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

    private static boolean breaks(String method, Object[] arguments, Set<RunKey> broken) {
        return switch (method) {
            case "reap" -> broken.contains(arguments[0]);
            case "lost" -> broken.contains(((LostWorker) arguments[0]).run());
            default -> false;
        };
    }
}
