package dev.weft.bench;

import java.util.Arrays;

/// Times of repetitions, in milliseconds.
final class Samples {
    private final double[] millis;
    private int count;

    Samples(int repetitions) {
        millis = new double[repetitions];
    }

    void add(long nanos) {
        millis[count++] = nanos / 1e6;
    }

    double min() {
        return sorted()[0];
    }

    double median() {
        double[] sorted = sorted();
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    double max() {
        return sorted()[count - 1];
    }

    private double[] sorted() {
        double[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
