package dev.weft;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers the tasks of a workflow in the order in which they are met: a hash table by identity that
/// holds a million tasks in 16 MB. Not safe for several threads.
final class TaskNumbers {
    private @Nullable Task<?>[] tasks = new Task<?>[16];
    private int[] table = new int[32]; // number + 1 of a task; 0 is free
    private int size;

    int size() {
        return size;
    }

    Task<?> task(int number) {
        Task<?> task = tasks[number];
        if (task == null) {
            throw new IndexOutOfBoundsException(number);
        }
        return task;
    }

    /// The task's number, the next one if it is met for the first time.
    ///
    /// @throws WorkflowRefusedException if another version of the same task was met before
    int of(Task<?> task) {
        Task<?> origin = task.origin();
        int place = place(origin);
        if (table[place] == 0) {
            add(task, place);
            return size - 1;
        }
        int number = table[place] - 1;
        Task<?> met = task(number);
        if (met != task) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.TWO_VERSIONS_OF_ONE_TASK,
                    ("%s and %s must not stand in one workflow, were made of one handle by with():"
                                    + " with() changes nothing, it returns a new handle; was that"
                                    + " dropped somewhere? Use the last one everywhere, or call"
                                    + " Weft.task twice for two tasks")
                            .formatted(met, task));
        }
        return number;
    }

    private void add(Task<?> task, int place) {
        if (size == tasks.length) {
            tasks = Arrays.copyOf(tasks, size * 2);
        }
        tasks[size++] = task;
        table[place] = size;
        if (size * 2 > table.length) {
            table = new int[table.length * 2];
            for (int number = 0; number < size; number++) {
                table[place(task(number).origin())] = number + 1;
            }
        }
    }

    private int place(Task<?> origin) {
        int mask = table.length - 1;
        int hash = System.identityHashCode(origin);
        int place = (hash ^ hash >>> 15) & mask;
        while (table[place] != 0 && task(table[place] - 1).origin() != origin) {
            place = place + 1 & mask;
        }
        return place;
    }
}
