package dev.weft.examples;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.Task;
import dev.weft.Weft;
import java.util.ArrayList;
import java.util.List;

/// One task, then many that each take its result, then one that takes all of theirs; as often as
/// wanted, each time from the last fan-in.
public final class FanOut {
    private FanOut() {}

    /// @param width tasks between the root and the fan-in
    public static Task<Long> workflow(int width) {
        return repeated(width, 1);
    }

    /// @param width tasks of each fan-out
    /// @param times how many fan-outs, each from the fan-in before
    public static Task<Long> repeated(int width, int times) {
        Sizes.require(width >= 1, "width must be >= 1, was %d", width);
        Sizes.require(times >= 1, "times must be >= 1, was %d", times);
        Task<Long> start = task(FanOut::root);
        for (int i = 0; i < times; i++) {
            start = task(FanOut::sum, list(branches(start, width)));
        }
        return start;
    }

    private static List<Arg<Long>> branches(Task<Long> start, int width) {
        List<Arg<Long>> branches = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
            branches.add(task(FanOut::branch, start, value(i)));
        }
        return branches;
    }

    static long root() {
        return 0;
    }

    static long branch(long start, int number) {
        return start + number;
    }

    static long sum(List<Long> branches) {
        return branches.stream().mapToLong(Long::longValue).sum();
    }

    /// Runs it: `FanOut [width] [times]`.
    public static void main(String[] args) throws Exception {
        try (Weft weft = Weft.local()) {
            Task<Long> sum = repeated(Sizes.from(args, 0, 1_000), Sizes.from(args, 1, 1));
            System.out.println(weft.submit(sum).await());
        }
    }
}
