package dev.weft;

import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskFunction;
import dev.weft.model.TaskOptions;
import java.lang.invoke.SerializedLambda;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What all functions of one place in the code have in common: the JVM makes a class for each method
/// reference and each lambda expression, and its objects differ in captured values only.
///
/// Found once per class, so that making a million tasks with one function does not resolve it a
/// million times. Immutable.
final class LambdaClass {
    private static final @Nullable Object[] NOTHING = {};
    private static final ClassValue<AtomicReference<LambdaClass>> KNOWN =
            new ClassValue<>() {
                @Override
                protected AtomicReference<LambdaClass> computeValue(Class<?> type) {
                    return new AtomicReference<>();
                }
            };

    private final FunctionReference reference;
    private final TaskOptions annotated;

    private LambdaClass(FunctionReference reference, TaskOptions annotated) {
        this.reference = reference;
        this.annotated = annotated;
    }

    /// Resolves a function.
    ///
    /// @throws WorkflowRefusedException if it is `null`, not a lambda or method reference, or its
    ///     code cannot be found by name
    static LambdaClass of(TaskFunction function) {
        if (function == null) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.NULL_ARGUMENT,
                    "function must be a method reference or a lambda, was null");
        }
        AtomicReference<LambdaClass> place = KNOWN.get(function.getClass());
        LambdaClass known = place.getPlain();
        if (known == null) {
            known = resolve(function);
            place.set(known);
        }
        return known;
    }

    private static LambdaClass resolve(TaskFunction function) {
        SerializedLambda form = SerializedForm.of(function);
        FunctionCode code = FunctionCode.find(form, function.getClass().getClassLoader());
        return new LambdaClass(
                new FunctionReference(identity(form), form.getCapturingClass(), code.readsOnly()),
                code.options());
    }

    private static FunctionIdentity identity(SerializedLambda form) {
        return new FunctionIdentity(
                form.getFunctionalInterfaceClass(),
                form.getFunctionalInterfaceMethodName(),
                form.getFunctionalInterfaceMethodSignature(),
                form.getImplClass(),
                form.getImplMethodName(),
                form.getImplMethodSignature(),
                form.getImplMethodKind(),
                form.getInstantiatedMethodType(),
                form.getCapturedArgCount());
    }

    FunctionReference reference() {
        return reference;
    }

    String displayName() {
        return reference.identity().displayName();
    }

    /// The annotations' options, replaced where `own` sets something.
    TaskOptions options(@Nullable Options own) {
        return own == null ? annotated : own.over(annotated);
    }

    /// The values that this object captured, checked.
    @Nullable Object[] captured(TaskFunction function) {
        int count = reference.identity().captured();
        return count == 0 ? NOTHING : CapturedValues.of(function, this, count);
    }

    void requireInputs(Arg<?>[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] == null) {
                throw WorkflowRefusedException.nullArgument(
                        "input %d of %s".formatted(i + 1, displayName()));
            }
        }
    }
}
