package dev.weft.examples;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;

import dev.weft.Arg;
import dev.weft.F1;
import dev.weft.F2;
import java.util.ArrayList;
import java.util.List;

/// Trees that bring many results down to one. Neighbours meet, so the order is kept, and what is
/// left over at one level goes to the next as it is: nothing is lost, whatever the number.
final class Reductions {
    private Reductions() {}

    /// Pairs: `n` items take `n - 1` tasks.
    static <T> Arg<T> reduce(List<? extends Arg<T>> items, F2<? super T, ? super T, T> f) {
        List<Arg<T>> level = new ArrayList<>(items);
        while (level.size() > 1) {
            List<Arg<T>> next = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                next.add(task(f, level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                next.add(level.getLast());
            }
            level = next;
        }
        return level.getFirst();
    }

    /// Groups of at most `width`: fewer levels, and each result is looked at fewer times.
    static <T> Arg<T> reduce(List<? extends Arg<T>> items, int width, F1<List<T>, T> f) {
        List<Arg<T>> level = new ArrayList<>(items);
        while (level.size() > 1) {
            List<Arg<T>> next = new ArrayList<>((level.size() + width - 1) / width);
            for (int i = 0; i < level.size(); i += width) {
                List<Arg<T>> group = level.subList(i, Math.min(level.size(), i + width));
                next.add(group.size() == 1 ? group.getFirst() : task(f, list(group)));
            }
            level = next;
        }
        return level.getFirst();
    }
}
