package dev.weft.rules.planted.purity.worker;

/// Not a violation: doing may look at the clock.
final class Doing {
    private Doing() {}

    static long nanos() {
        return System.nanoTime();
    }
}
