package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.Arrays;

/// A growing array of ints.
final class IntList {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8; // what every JVM can allocate

    private int[] values = new int[16];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }

    private static int grown(int size) {
        require(size < MAX_SIZE, "numbers of a graph must be at most %d, was more", MAX_SIZE);
        return (int) Math.min(MAX_SIZE, size * 2L);
    }
}
