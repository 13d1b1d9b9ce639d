package dev.weft;

import dev.weft.model.TaskFunction;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/// Asks a lambda for its serialized form: the names of its code, and what it captured.
///
/// By way of an object stream, which may call a lambda's private `writeReplace` whatever module the
/// lambda is of. Nothing is written: the form is taken out of the stream before it gets there.
final class SerializedForm extends ObjectOutputStream {
    private @Nullable SerializedLambda form;

    private SerializedForm() throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
    }

    /// @throws WorkflowRefusedException if the object is not a lambda or method reference
    static SerializedLambda of(TaskFunction function) {
        Class<?> type = function.getClass();
        if (!type.isHidden() || !type.isSynthetic()) {
            throw refused(type);
        }
        try (SerializedForm stream = new SerializedForm()) {
            stream.writeObject(function);
            if (stream.form == null) {
                throw refused(type);
            }
            return stream.form;
        } catch (IOException e) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.NOT_A_FUNCTION_REFERENCE,
                    "function %s must have a serialized form, was without: %s; write it as a method reference"
                            .formatted(type.getName(), e),
                    e);
        }
    }

    @Override
    protected @Nullable Object replaceObject(Object object) {
        if (object instanceof SerializedLambda lambda) {
            form = lambda;
            return null;
        }
        return object;
    }

    private static WorkflowRefusedException refused(Class<?> type) {
        String kind =
                type.isAnonymousClass()
                        ? "the anonymous class"
                        : type.isLocalClass() ? "an object of the local class" : "an object of";
        return new WorkflowRefusedException(
                WorkflowRefusedException.Rule.NOT_A_FUNCTION_REFERENCE,
                ("function must be a method reference or a lambda, was %s %s; what travels is a"
                                + " function's name, never its code: put the code into a method and"
                                + " write Class::method, and give its fields as arguments")
                        .formatted(kind, type.getName()));
    }
}
