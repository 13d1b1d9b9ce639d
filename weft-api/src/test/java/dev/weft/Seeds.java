package dev.weft;

/// The seed of a randomized test: `-Dweft.seed=…` replays one, else the test's own is used.
final class Seeds {
    private Seeds() {}

    static long of(long standard) {
        return Long.getLong("weft.seed", standard);
    }
}
