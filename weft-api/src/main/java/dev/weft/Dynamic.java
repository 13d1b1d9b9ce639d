package dev.weft;

import java.util.function.Consumer;

/// Tells what depends on widths that are known at run time only.
final class Dynamic {
    private Dynamic() {}

    /// Whether some task that the argument depends on comes from a fan-out or a workflow within.
    static boolean isDynamic(Arg<?> arg) {
        return switch (arg) {
            case Task<?> task -> task.dynamic;
            case Many<?> _ -> true;
            case Value<?> _ -> false;
            case ListArg<?> list -> list.dynamic;
            case MapArg<?, ?> map -> map.dynamic;
            case Combined<?> combined -> combined.dynamic;
        };
    }

    static boolean isAnyDynamic(Arg<?>[] args) {
        for (Arg<?> arg : args) {
            if (isDynamic(arg)) {
                return true;
            }
        }
        return false;
    }

    /// What an argument is made of, one step deep.
    static void forEachInput(Arg<?> arg, Consumer<Arg<?>> each) {
        switch (arg) {
            case Task<?> task -> {
                all(task.inputs, each);
                Task<?> flattened = task.flattened;
                if (flattened != null) {
                    all(flattened.inputs, each);
                }
            }
            case Many<?> many -> {
                all(many.shared, each);
                Arg<?>[] made = {many.over, many.source, many.other};
                for (Arg<?> from : made) {
                    if (from != null) {
                        each.accept(from);
                    }
                }
            }
            case Value<?> _ -> {}
            case ListArg<?> list -> all(list.items, each);
            case MapArg<?, ?> map -> all(map.values, each);
            case Combined<?> combined -> all(combined.inputs, each);
        }
    }

    private static void all(Arg<?>[] args, Consumer<Arg<?>> each) {
        for (Arg<?> arg : args) {
            each.accept(arg);
        }
    }
}
