package dev.weft.testkit;

import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskOptions;
import java.time.Duration;
import java.util.SplittableRandom;

/// How a task of a simulation behaves.
///
/// @param micros how long it takes at most
/// @param weightBytes of its output
/// @param failures how many of its first calls fail
/// @param failing how they fail
/// @param repeats whether another execution makes the same output
/// @param options as its author declares them; they may be wrong about that
record SimulatedTask(
        long micros,
        int weightBytes,
        int failures,
        Failing failing,
        boolean repeats,
        TaskOptions options) {
    /// How a call fails.
    enum Failing {
        /// It throws.
        THROWS,
        /// It waits until it is interrupted.
        HANGS,
        /// It goes on for ever, interrupted or not.
        SPINS,
        /// It kills its process.
        KILLS
    }

    /// Fails at each call until its code is mended.
    static final int UNTIL_MENDED = Integer.MAX_VALUE;

    /// The same task with code that is wrong.
    SimulatedTask broken(Failing how) {
        return new SimulatedTask(
                micros,
                weightBytes,
                UNTIL_MENDED,
                how,
                repeats,
                options.withRetry(RetryPolicy.none()));
    }

    SimulatedTask with(TaskOptions others) {
        return new SimulatedTask(micros, weightBytes, failures, failing, repeats, others);
    }

    /// What can be asked of the tasks of one simulation.
    ///
    /// @param slow in percent, how many take as long as leases do
    /// @param failing in percent, how many fail at first
    /// @param effects in percent, how many have outside effects
    /// @param salted in percent, how many make something else each time, as they declare
    /// @param treacherous in percent, how many make something else each time, though they declare that
    ///     they do not
    record Habits(int slow, int failing, int effects, int salted, int treacherous) {
        /// The same without what may fail for good though nobody has planned it: attempts that take too
        /// long while their process is paused, and effects that the world outside refuses.
        Habits withoutAccidents() {
            return new Habits(slow, 0, 0, salted, treacherous);
        }
    }

    static SimulatedTask draw(SplittableRandom random, Habits habits) {
        boolean salted = random.nextInt(100) < habits.salted();
        boolean treacherous = !salted && random.nextInt(100) < habits.treacherous();
        TaskOptions options =
                TaskOptions.standard()
                        .withOutsideEffects(random.nextInt(100) < habits.effects())
                        .withDeterministic(!salted);
        int failures = random.nextInt(100) < habits.failing() ? 1 + random.nextInt(2) : 0;
        Failing failing = failing(random);
        if (failures > 0) {
            options = options.withRetry(retry(random, failures));
            if (failing != Failing.THROWS) {
                options = options.withTimeout(Duration.ofMillis(500 + random.nextInt(8_000)));
            }
        }
        boolean slow = random.nextInt(100) < habits.slow() && failures == 0;
        return new SimulatedTask(
                slow ? 1 + random.nextLong(25_000_000) : 1 + random.nextLong(200_000),
                weight(random),
                failures,
                failing,
                !salted && !treacherous,
                options);
    }

    private static Failing failing(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> Failing.HANGS;
            case 1 -> Failing.SPINS;
            default -> Failing.THROWS;
        };
    }

    private static int weight(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 200;
            default -> random.nextInt(100);
        };
    }

    /// At once, soon (within a third of a lease), or late.
    private static RetryPolicy retry(SplittableRandom random, int failures) {
        Duration delay =
                switch (random.nextInt(3)) {
                    case 0 -> Duration.ZERO;
                    case 1 -> Duration.ofMillis(1 + random.nextInt(3_000));
                    default -> Duration.ofMillis(3_500 + random.nextInt(30_000));
                };
        return RetryPolicy.fixed(failures + 1 + random.nextInt(2), delay);
    }
}
