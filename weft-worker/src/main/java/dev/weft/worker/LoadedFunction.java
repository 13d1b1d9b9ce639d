package dev.weft.worker;

import dev.weft.model.FunctionReference;
import dev.weft.model.TaskFunction;
import org.jspecify.annotations.Nullable;

/// A function of a run, rebuilt when first called. Safe for many threads.
final class LoadedFunction {
    private final FunctionReference reference;
    private final FunctionLoader loader;
    private volatile @Nullable TaskFunction uncaptured;

    LoadedFunction(FunctionReference reference, FunctionLoader loader) {
        this.reference = reference;
        this.loader = loader;
    }

    FunctionReference reference() {
        return reference;
    }

    int captured() {
        return reference.identity().captured();
    }

    /// @param values those that the function captured, in order
    /// @throws FunctionNotFoundException if the archive has no such function
    TaskFunction load(@Nullable Object[] values) {
        if (values.length > 0) {
            return loader.load(reference, values);
        }
        TaskFunction known = uncaptured;
        if (known == null) {
            known = loader.load(reference);
            uncaptured = known;
        }
        return known;
    }
}
