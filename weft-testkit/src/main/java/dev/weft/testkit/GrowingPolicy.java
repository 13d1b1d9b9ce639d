package dev.weft.testkit;

import dev.weft.Completion;

/// When a step of a fan-out is complete although elements have failed, and how many elements are executed at
/// the same time. Follows from the step's id.
///
/// @param tolerated how many elements may fail; 0 if `share` or `least` say it
/// @param share of all elements that may fail
/// @param least how many elements must succeed; -1 if another of these says it
/// @param parallelism 0 for any number
record GrowingPolicy(int tolerated, double share, int least, int parallelism) {
    static final GrowingPolicy NONE = new GrowingPolicy(0, 0, -1, 0);

    static GrowingPolicy of(GrowingStep.Each step) {
        long bits = SimulatedValue.mixed(step.id(), 17);
        int parallelism = Math.max(0, (int) (bits >>> 50) % 8 - 4);
        int number = 1 + (int) (bits >>> 40 & 3);
        // What flatMap makes are elements that cannot fail before their next step.
        int kind = step instanceof GrowingStep.FlatMapped ? 7 : (int) (bits >>> 20 & 7);
        return switch (kind) {
            case 0, 1 -> new GrowingPolicy(number, 0, -1, parallelism);
            case 2 -> new GrowingPolicy(0, number * 0.2, -1, parallelism);
            case 3 -> new GrowingPolicy(0, 0, number - 1, parallelism);
            default -> new GrowingPolicy(0, 0, -1, parallelism);
        };
    }

    /// Whether elements may fail at all.
    boolean tolerates() {
        return tolerated > 0 || share > 0 || least >= 0;
    }

    /// Whether that is enough.
    ///
    /// @param elements those that failed included
    boolean allows(long elements, long failed) {
        return least >= 0
                ? elements - failed >= least
                : failed <= tolerated || failed <= share * elements;
    }

    Completion completion() {
        if (least >= 0) {
            return Completion.atLeast(least);
        }
        return share > 0 ? Completion.toleratingShare(share) : Completion.tolerating(tolerated);
    }
}
