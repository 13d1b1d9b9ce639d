package dev.weft.worker;

import dev.weft.model.FunctionReference;
import org.jspecify.annotations.Nullable;

/// A task's function does not exist in the application archive.
final class FunctionNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FunctionNotFoundException(
            FunctionReference reference, String problem, @Nullable Throwable cause) {
        super(
                ("function %s does not exist in the application archive: %s; submit and run with"
                                + " the same archive")
                        .formatted(reference.identity().displayName(), problem),
                cause);
    }
}
