package dev.weft;

import java.util.List;

/// A list of handles.
final class ListArg<T> implements Arg<List<T>> {
    final Arg<?>[] items;
    final boolean dynamic;

    private ListArg(Arg<?>[] items) {
        this.items = items;
        this.dynamic = Dynamic.isAnyDynamic(items);
    }

    /// @param items not copied; the caller's own until now
    static <T> ListArg<T> of(Arg<?>[] items) {
        for (int i = 0; i < items.length; i++) {
            if (items[i] == null) {
                throw WorkflowRefusedException.nullArgument("item %d of a list".formatted(i));
            }
        }
        return new ListArg<>(items);
    }

    @Override
    public String toString() {
        return "list of " + items.length;
    }
}
