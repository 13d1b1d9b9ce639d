package dev.weft;

import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskOptions;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the annotations of the method behind a function say.
record FunctionCode(TaskOptions options, boolean readsOnly) {
    private static final String CONSTRUCTOR = "<init>";

    /// @param loader of the lambda
    static FunctionCode find(SerializedLambda form, @Nullable ClassLoader loader) {
        Class<?> owner = owner(form, loader);
        AnnotatedElement element =
                form.getImplMethodName().equals(CONSTRUCTOR)
                        ? constructor(owner, form.getImplMethodSignature())
                        : method(owner, form.getImplMethodName(), form.getImplMethodSignature());
        return element == null
                ? new FunctionCode(TaskOptions.standard(), false)
                : new FunctionCode(
                        options(element.getAnnotation(TaskDefaults.class)),
                        element.isAnnotationPresent(ReadsOnly.class));
    }

    private static Class<?> owner(SerializedLambda form, @Nullable ClassLoader loader) {
        String name = form.getImplClass().replace('/', '.');
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.NOT_A_FUNCTION_REFERENCE,
                    "function %s.%s must be in a class that can be found by name, was not"
                            .formatted(name, form.getImplMethodName()),
                    e);
        }
    }

    private static @Nullable AnnotatedElement constructor(Class<?> owner, String signature) {
        for (Constructor<?> found : owner.getDeclaredConstructors()) {
            if (signature.equals(descriptor(void.class, found.getParameterTypes()))) {
                return found;
            }
        }
        return null;
    }

    /// The owner is the class that declares the method, also where a reference names a subclass.
    private static @Nullable AnnotatedElement method(
            Class<?> owner, String name, String signature) {
        for (Method found : owner.getDeclaredMethods()) {
            if (found.getName().equals(name)
                    && signature.equals(
                            descriptor(found.getReturnType(), found.getParameterTypes()))) {
                return found;
            }
        }
        return null;
    }

    private static String descriptor(Class<?> result, Class<?>[] parameters) {
        return MethodType.methodType(result, parameters).descriptorString();
    }

    private static TaskOptions options(@Nullable TaskDefaults said) {
        TaskOptions standard = TaskOptions.standard();
        if (said == null) {
            return standard;
        }
        return new TaskOptions(
                said.name(),
                policy(said.retry()),
                said.timeoutMillis() == 0
                        ? standard.timeout()
                        : Duration.ofMillis(said.timeoutMillis()),
                said.memoryMiB(),
                said.cpus(),
                said.deterministic(),
                said.outsideEffects());
    }

    private static RetryPolicy policy(Retry said) {
        return said.maxAttempts() == 1
                ? RetryPolicy.none()
                : new RetryPolicy(
                        said.maxAttempts(),
                        Duration.ofMillis(said.initialDelayMillis()),
                        said.factor(),
                        Duration.ofMillis(said.maxDelayMillis()),
                        said.jitter());
    }
}
