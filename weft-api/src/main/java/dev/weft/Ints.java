package dev.weft;

import java.util.Arrays;

/// A growing array of ints. Not safe for several threads.
final class Ints {
    private int[] values = new int[16];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    void addAll(Ints others) {
        for (int i = 0; i < others.size; i++) {
            add(others.values[i]);
        }
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    int[] slice(int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
