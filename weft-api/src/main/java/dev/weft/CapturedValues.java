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
            values[i] = form.getCapturedArg(i);
            check(values[i], what(form, i), place.displayName());
        }
        return values;
    }

    private static void check(@Nullable Object value, String what, String function) {
        if (Constants.isScalar(value)) {
            return;
        }
        String handle = Handles.pathTo(value);
        if (handle != null) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.HANDLE_IN_VALUE,
                    ("%s of %s must be a value, was a handle (%s), whose result would never arrive:"
                                    + " make it an input of the task")
                            .formatted(what, function, handle));
        }
        ValueCodec codec = Codecs.onClassPath();
        if (codec != null) {
            encode(value, what, function, codec);
        }
    }

    private static void encode(
            @Nullable Object value, String what, String function, ValueCodec codec) {
        try {
            codec.encode(value);
        } catch (CannotEncodeException e) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.CANNOT_ENCODE,
                    ("%s of %s, of type %s, must be data that can be encoded: %s; refer to a static"
                                    + " method and give what it needs as inputs")
                            .formatted(
                                    what,
                                    function,
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
