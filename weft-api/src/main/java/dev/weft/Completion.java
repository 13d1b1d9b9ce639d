package dev.weft;

import static dev.weft.model.Checks.require;

/// When a fan-out is complete although elements have failed. The decision is taken when all elements have an
/// outcome; those that have failed for good are missing from its results.
///
/// Not tolerated is what is no failure of the element itself: a function that the workers' archive does not
/// have, data that the store has lost, a task that kills its workers.
public final class Completion {
    /// How many may be missing, as a number or as a share of all.
    final long tolerated;

    final double share;

    /// How many must be there.
    final long least;

    private static final Completion ALL = new Completion(0, 0, 0);

    private Completion(long tolerated, double share, long least) {
        this.tolerated = tolerated;
        this.share = share;
        this.least = least;
    }

    /// All elements must succeed; the first one that fails for good ends the run. This holds where nothing
    /// else is said.
    public static Completion all() {
        return ALL;
    }

    /// So many elements may fail for good.
    public static Completion tolerating(int failures) {
        require(failures >= 0, "tolerated failures must be >= 0, was %d", failures);
        return new Completion(failures, 0, 0);
    }

    /// So large a share of the elements may fail for good: 0.05 is one of twenty.
    public static Completion toleratingShare(double share) {
        require(share >= 0 && share <= 1, "tolerated share must be in 0..1, was %s", share);
        return new Completion(0, share, 0);
    }

    /// So many elements must succeed, however many fail.
    public static Completion atLeast(int elements) {
        require(elements >= 0, "elements that must succeed must be >= 0, was %d", elements);
        return new Completion(Long.MAX_VALUE, 1, elements);
    }

    boolean isAll() {
        return tolerated == 0 && share == 0 && least == 0;
    }

    @Override
    public String toString() {
        if (isAll()) {
            return "all";
        }
        if (least > 0 || share == 1) {
            return "at least " + least;
        }
        return share > 0
                ? "at most %s %% may fail".formatted(share * 100)
                : "at most %d may fail".formatted(tolerated);
    }
}
