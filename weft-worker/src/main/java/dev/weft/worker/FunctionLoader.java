package dev.weft.worker;

import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskFunction;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Rebuilds functions from their identity through the capturing class's own `$deserializeLambda$`,
/// which knows only what is written in that class: nothing else can be called.
///
/// Safe for many threads. Functions without captured values are rebuilt once.
final class FunctionLoader {
    private static final Object[] NOTHING = {};

    private final ClassLoader application;
    private final ConcurrentMap<FunctionReference, TaskFunction> rebuilt =
            new ConcurrentHashMap<>();

    FunctionLoader(ClassLoader application) {
        this.application = application;
    }

    /// @throws FunctionNotFoundException if the archive has no such function
    TaskFunction load(FunctionReference reference) {
        TaskFunction known = rebuilt.get(reference);
        if (known == null) {
            known = rebuild(reference, NOTHING);
            rebuilt.put(reference, known);
        }
        return known;
    }

    /// @param captured values in the order in which the function captured them
    /// @throws FunctionNotFoundException if the archive has no such function
    TaskFunction load(FunctionReference reference, @Nullable Object[] captured) {
        return captured.length == 0 ? load(reference) : rebuild(reference, captured);
    }

    private TaskFunction rebuild(FunctionReference reference, @Nullable Object[] captured) {
        FunctionIdentity identity = reference.identity();
        try {
            Class<?> owner =
                    Class.forName(reference.capturingClass().replace('/', '.'), false, application);
            Method door = owner.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            door.setAccessible(true);
            SerializedLambda form =
                    new SerializedLambda(
                            owner,
                            identity.functionalInterface(),
                            identity.interfaceMethod(),
                            identity.interfaceSignature(),
                            identity.implementationKind(),
                            identity.implementationClass(),
                            identity.implementationMethod(),
                            identity.implementationSignature(),
                            identity.instantiatedSignature(),
                            captured);
            if (door.invoke(null, form) instanceof TaskFunction function) {
                return function;
            }
            throw new FunctionNotFoundException(reference, "it is no task function", null);
        } catch (ClassNotFoundException e) {
            throw new FunctionNotFoundException(
                    reference, "class " + reference.capturingClass() + " is not in it", e);
        } catch (NoSuchMethodException e) {
            throw new FunctionNotFoundException(
                    reference, reference.capturingClass() + " has no function references", e);
        } catch (InvocationTargetException | IllegalArgumentException e) {
            throw new FunctionNotFoundException(
                    reference, "it is not written in " + reference.capturingClass(), e);
        } catch (IllegalAccessException | LinkageError | RuntimeException e) {
            if (e instanceof FunctionNotFoundException known) {
                throw known;
            }
            throw new FunctionNotFoundException(reference, e.toString(), e);
        }
    }
}
