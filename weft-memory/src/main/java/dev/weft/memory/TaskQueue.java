package dev.weft.memory;

import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/// Task numbers with a time each, first in, first out, in two arrays.
final class TaskQueue {
    private int[] tasks = {};
    private long[] times = {};
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(int task, long time) {
        if (size == tasks.length) {
            grow();
        }
        int place = (head + size) & (tasks.length - 1);
        tasks[place] = task;
        times[place] = time;
        size++;
    }

    private void grow() {
        int[] oldTasks = tasks;
        long[] oldTimes = times;
        tasks = Arrays.copyOf(tasks, Math.max(16, oldTasks.length * 2));
        times = Arrays.copyOf(times, tasks.length);
        int tail = oldTasks.length - head;
        System.arraycopy(oldTasks, head, tasks, 0, tail);
        System.arraycopy(oldTimes, head, times, 0, tail);
        System.arraycopy(oldTasks, 0, tasks, tail, head);
        System.arraycopy(oldTimes, 0, times, tail, head);
        head = 0;
    }

    /// The first task of a queue that is not empty.
    int firstTask() {
        return tasks[head];
    }

    /// The time of the first task of a queue that is not empty.
    long firstTime() {
        return times[head];
    }

    void removeFirst() {
        head = (head + 1) & (tasks.length - 1);
        size--;
    }

    /// Takes all entries of a task out.
    void remove(int task) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (at(i) != task) {
                int to = (head + kept) & (tasks.length - 1);
                times[to] = times[(head + i) & (tasks.length - 1)];
                tasks[to] = at(i);
                kept++;
            }
        }
        size = kept;
    }

    PrimitiveIterator.OfInt tasks() {
        return IntStream.range(0, size).map(this::at).iterator();
    }

    private int at(int place) {
        return tasks[(head + place) & (tasks.length - 1)];
    }
}
