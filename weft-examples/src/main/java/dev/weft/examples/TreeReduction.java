package dev.weft.examples;

import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.Weft;
import java.util.List;
import java.util.stream.LongStream;

/// Adds the numbers from 0 up, pair by pair: `n` leaves take `n - 1` tasks in ⌈log₂ n⌉ levels.
public final class TreeReduction {
    private TreeReduction() {}

    /// @param leaves how many numbers; odd ones lose nothing
    public static Arg<Long> workflow(int leaves) {
        Sizes.require(leaves >= 1, "leaves must be >= 1, was %d", leaves);
        List<Arg<Long>> numbers = LongStream.range(0, leaves).mapToObj(i -> value(i)).toList();
        return Reductions.reduce(numbers, Long::sum);
    }

    /// Runs it: `TreeReduction [leaves]`.
    public static void main(String[] args) throws Exception {
        try (Weft weft = Weft.local()) {
            System.out.println(weft.submit(workflow(Sizes.from(args, 0, 1_024))).await());
        }
    }
}
