package dev.weft;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks for handles where only values belong.
final class Handles {
    private static final int DEPTH = 4;

    private Handles() {}

    /// @return where in the value the first handle is, and which one; `null` if none was found in the
    ///     collections of the JDK that the value consists of, four levels deep
    static @Nullable String pathTo(@Nullable Object value) {
        return pathTo(value, "", DEPTH);
    }

    private static @Nullable String pathTo(@Nullable Object value, String path, int depth) {
        return switch (value) {
            case Arg<?> handle -> path.isEmpty() ? handle.toString() : path + ": " + handle;
            case Collection<?> items when depth > 0 -> among(items, path, depth);
            case Object[] items when depth > 0 -> among(Arrays.asList(items), path, depth);
            case Map<?, ?> entries when depth > 0 -> among(entries.values(), path, depth);
            case Optional<?> maybe when depth > 0 -> pathTo(maybe.orElse(null), path, depth - 1);
            case null, default -> null;
        };
    }

    private static @Nullable String among(Collection<?> items, String path, int depth) {
        int index = 0;
        for (Object item : items) {
            if (!Constants.isScalar(item)) {
                String found = pathTo(item, path + "[" + index + "]", depth - 1);
                if (found != null) {
                    return found;
                }
            }
            index++;
        }
        return null;
    }
}
