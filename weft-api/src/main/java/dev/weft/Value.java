package dev.weft;

import org.jspecify.annotations.Nullable;

/// A constant. Encoded when the workflow is submitted.
final class Value<T> implements Arg<T> {
    final @Nullable T value;

    private Value(@Nullable T value) {
        this.value = value;
    }

    static <T> Value<T> of(@Nullable T value) {
        String handle = Constants.isScalar(value) ? null : Handles.pathTo(value);
        if (handle != null) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.HANDLE_IN_VALUE,
                    ("value must not be or contain a handle, was %s: give the handle itself as an"
                                    + " argument, and handles in list(…) or map(…)")
                            .formatted(handle));
        }
        return new Value<>(value);
    }

    @Override
    public String toString() {
        return "value of " + (value == null ? "null" : value.getClass().getName());
    }
}
