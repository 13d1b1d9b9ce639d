package dev.weft;

import dev.weft.model.ArgumentShape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of one task after another: the one traversal of all shapes, by a stack of its
/// own, so that any depth will do. Not safe for several threads.
///
/// After [#read] the task's shape, constants and distinct parents can be asked for, until the next.
final class TaskScan {
    private static final int MOST_PLACES = 10_000_000;

    private final TaskNumbers numbers;
    private final Constants constants;
    private final LambdaNumbers lambdas;
    private final FanOuts fanOuts;
    private final Ints parents = new Ints();
    private final Ints slots = new Ints();
    private final Deque<Nesting> open = new ArrayDeque<>();
    private int[] usedBy = new int[16]; // task + 1 that used a parent last
    private int[] usedAs = new int[16]; // index among that task's parents
    private ArgumentShape.Builder shape = new ArgumentShape.Builder();
    private int task;
    private int places;

    private FanOuts.@Nullable Reading reading;

    TaskScan(TaskNumbers numbers, Constants constants, LambdaNumbers lambdas, FanOuts fanOuts) {
        this.numbers = numbers;
        this.fanOuts = fanOuts;
        this.constants = constants;
        this.lambdas = lambdas;
    }

    /// @return the shape of the task's arguments; functions are numbered as [LambdaNumbers] does
    ArgumentShape read(int number) {
        Task<?> handle = numbers.task(number);
        task = number;
        places = 0;
        parents.clear();
        slots.clear();
        shape = new ArgumentShape.Builder();
        reading = fanOuts.reading(handle);
        captured(reading == null ? handle.captured : reading.captured());
        open.addLast(new Nesting(reading == null ? handle.inputs : reading.inputs(), null));
        while (!open.isEmpty()) {
            step(open.getLast());
        }
        if (reading != null) {
            waitFor(reading.after());
        }
        return shape.build();
    }

    /// What stands for the task read last, if it is none of a function alone.
    FanOuts.@Nullable Reading reading() {
        return reading;
    }

    private void waitFor(List<Task<?>> tasks) {
        int before = parents.size();
        for (Task<?> parent : tasks) {
            use(numbers.of(parent));
        }
        if (parents.size() > before) {
            shape.after(parents.size() - before);
        }
    }

    /// Distinct parents of the task read last, in the order of their first use.
    Ints parents() {
        return parents;
    }

    /// Slots of the constants of the task read last.
    Ints slots() {
        return slots;
    }

    private void step(Nesting nesting) {
        if (nesting.next == nesting.items.length) {
            open.removeLast();
            if (!open.isEmpty()) {
                shape.end();
            }
            return;
        }
        int index = nesting.next++;
        if (nesting.keySlots != null) {
            constant(nesting.keySlots[index]);
        }
        place();
        switch (nesting.items[index]) {
            case Task<?> parent -> parent(numbers.of(parent));
            case Many<?> many -> parent(numbers.of(fanOuts.gathered(many)));
            case Value<?> value -> constant(constants.slot(value.value, this::where));
            case ListArg<?> list -> {
                shape.beginList();
                open.addLast(new Nesting(list.items, null));
            }
            case MapArg<?, ?> map -> {
                shape.beginMap();
                open.addLast(entries(map));
            }
            case Combined<?> combined -> {
                shape.beginCombine(lambdas.of(combined.function));
                captured(combined.captured);
                open.addLast(new Nesting(combined.inputs, null));
            }
        }
    }

    private void parent(int parent) {
        if (use(parent)) {
            shape.parent();
        } else {
            shape.parentAgain(usedAs[parent]);
        }
    }

    /// @return whether the task did not have that parent yet
    private boolean use(int parent) {
        if (parent >= usedBy.length) {
            int length = Math.max(usedBy.length * 2, parent + 1);
            usedBy = Arrays.copyOf(usedBy, length);
            usedAs = Arrays.copyOf(usedAs, length);
        }
        if (usedBy[parent] == task + 1) {
            return false;
        }
        usedBy[parent] = task + 1;
        usedAs[parent] = parents.size();
        parents.add(parent);
        return true;
    }

    private void captured(@Nullable Object[] values) {
        for (Object value : values) {
            constant(constants.slot(value, this::where));
        }
    }

    private void constant(int slot) {
        slots.add(slot);
        shape.constant();
    }

    private Nesting entries(MapArg<?, ?> map) {
        int[] keySlots = new int[map.keys.length];
        for (int i = 0; i < keySlots.length; i++) {
            keySlots[i] = constants.slot(map.keys[i], this::where);
        }
        if (map.ordered) {
            return new Nesting(map.values, keySlots);
        }
        Integer[] order = new Integer[keySlots.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                (a, b) ->
                        Arrays.compareUnsigned(
                                constants.encoded(keySlots[a]), constants.encoded(keySlots[b])));
        Arg<?>[] items = new Arg<?>[order.length];
        Arrays.setAll(items, i -> map.values[order[i]]);
        return new Nesting(items, Arrays.stream(order).mapToInt(i -> keySlots[i]).toArray());
    }

    private void place() {
        if (++places > MOST_PLACES) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.TOO_MANY_PLACES,
                    ("%s must have at most %,d places in its arguments, was more: was a list put into"
                                    + " another again and again? Reduce in a tree of tasks instead")
                            .formatted(numbers.task(task), MOST_PLACES));
        }
    }

    private String where() {
        Task<?> handle = numbers.task(task);
        return open.isEmpty()
                ? "a captured value of " + handle
                : "input %d of %s".formatted(open.getFirst().next, handle);
    }

    /// Items that are being read, and for a map the slots of their keys.
    private static final class Nesting {
        final Arg<?>[] items;
        final int @Nullable [] keySlots;
        int next;

        Nesting(Arg<?>[] items, int @Nullable [] keySlots) {
            this.items = items;
            this.keySlots = keySlots;
        }
    }
}
