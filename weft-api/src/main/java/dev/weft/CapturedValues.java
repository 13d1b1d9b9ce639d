package dev.weft;

import dev.weft.model.TaskFunction;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.ValueCodec;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/// Takes out what a function captured: values of variables around a lambda, the receiver of a bound
/// method reference. It travels as constants of the task, so it must be data.
final class CapturedValues {
    private CapturedValues() {}

    /// @throws WorkflowRefusedException if a value is a handle or cannot be encoded
    static @Nullable Object[] of(TaskFunction function, LambdaClass place, int count) {
        SerializedLambda form = SerializedForm.of(function);
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            Object value = form.getCapturedArg(i);
            if (!Constants.isScalar(value)) {
                String what = what(form, i) + " of " + place.displayName();
                requireNoHandle(value, what);
                Codecs.of(function.getClass().getClassLoader())
                        .ifPresent(codec -> requireData(value, what, codec));
            }
            values[i] = value;
        }
        return values;
    }

    private static void requireNoHandle(@Nullable Object value, String what) {
        String handle = Handles.pathTo(value);
        if (handle != null) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.HANDLE_IN_VALUE,
                    ("%s must be a value, was a handle (%s), whose result would never arrive: make"
                                    + " it an input of the task")
                            .formatted(what, handle));
        }
    }

    private static void requireData(@Nullable Object value, String what, ValueCodec codec) {
        try {
            codec.encode(value);
        } catch (CannotEncodeException e) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.CANNOT_ENCODE,
                    ("%s, of type %s, must be data that can be encoded: %s; refer to a static method"
                                    + " and give what it needs as inputs")
                            .formatted(
                                    what,
                                    value == null ? "null" : value.getClass().getName(),
                                    e.getMessage()),
                    e);
        }
    }

    private static String what(SerializedLambda form, int index) {
        boolean ofObject = form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
        if (index > 0 || !ofObject) {
            return "captured value " + (index + 1);
        }
        return form.getImplMethodName().startsWith("lambda$")
                ? "the captured 'this'"
                : "the receiver";
    }
}
