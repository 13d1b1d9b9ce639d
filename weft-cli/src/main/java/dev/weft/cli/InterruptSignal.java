package dev.weft.cli;

import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes the terminal's interrupt (Ctrl-C) in place of the JVM, which would end the process with the first
/// one. The JDK has no supported way; `sun.misc.Signal` is what it exports for those who need one, and is
/// used by reflection since the compiler warns of it. Where it is missing, the JVM goes on ending the
/// process.
final class InterruptSignal implements AutoCloseable {
    private final @Nullable Object former;

    private InterruptSignal(@Nullable Object former) {
        this.former = former;
    }

    /// Nothing happens at an interrupt.
    static InterruptSignal ignore() {
        try {
            Object ignoring = handlerType().getField("SIG_IGN").get(null);
            return new InterruptSignal(handle(Objects.requireNonNull(ignoring)));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return new InterruptSignal(null);
        }
    }

    /// @param action called at each interrupt by a daemon thread of its own
    static InterruptSignal handleBy(Runnable action) {
        try {
            Object ours =
                    Proxy.newProxyInstance(
                            InterruptSignal.class.getClassLoader(),
                            new Class<?>[] {handlerType()},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    action.run();
                                    return null;
                                }
                                return method.invoke(action, arguments); // those of Object
                            });
            return new InterruptSignal(handle(ours));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // A JVM that keeps the signal to itself (-Xrs), or has no such class.
            return new InterruptSignal(null);
        }
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    /// @return the handler before
    private static @Nullable Object handle(Object handler) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Object interrupt = type.getConstructor(String.class).newInstance("INT");
        return type.getMethod("handle", type, handlerType()).invoke(null, interrupt, handler);
    }

    @Override
    public void close() {
        if (former != null) {
            try {
                handle(former);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the former handler must be accepted", e);
            }
        }
    }
}
