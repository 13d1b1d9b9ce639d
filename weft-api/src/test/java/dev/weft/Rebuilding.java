package dev.weft;

import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskFunction;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes functions of references as a worker must: through the capturing class's own
/// `$deserializeLambda$`.
final class Rebuilding {
    private Rebuilding() {}

    static TaskFunction of(FunctionReference reference, List<@Nullable Object> captured)
            throws ReflectiveOperationException {
        FunctionIdentity identity = reference.identity();
        Class<?> capturing = Class.forName(reference.capturingClass().replace('/', '.'));
        SerializedLambda form =
                new SerializedLambda(
                        capturing,
                        identity.functionalInterface(),
                        identity.interfaceMethod(),
                        identity.interfaceSignature(),
                        identity.implementationKind(),
                        identity.implementationClass(),
                        identity.implementationMethod(),
                        identity.implementationSignature(),
                        identity.instantiatedSignature(),
                        captured.toArray());
        Method factory = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        factory.setAccessible(true);
        return (TaskFunction) factory.invoke(null, form);
    }
}
