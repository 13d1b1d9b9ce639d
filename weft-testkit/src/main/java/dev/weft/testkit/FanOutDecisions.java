package dev.weft.testkit;

import dev.weft.model.AddedGraph;
import dev.weft.model.Growth;
import dev.weft.spi.RunSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Sees to it that elements are not executed long after nobody needs them any more, since the first results of
/// their fan-out are there.
final class FanOutDecisions {
    /// How long it may take until a worker has heard of it.
    private static final long PATIENCE_MICROS = 2_000_000;

    private final Map<Growth, Long> decided = new HashMap<>();

    /// Whether all that leaves what was added waits for the first results only.
    static boolean mayEndEarly(AddedGraph added) {
        long early =
                IntStream.range(0, added.waits().length / 2)
                        .filter(i -> added.waits()[2 * i] >= added.growth().tasks())
                        .count();
        return early > 0 && early == added.sinks();
    }

    /// @param leaving by growth, the tasks that leave it, of those that may end early
    void check(Map<Growth, int[]> leaving, RunSnapshot state, long nowMicros) {
        leaving.forEach((growth, exits) -> {
            if (IntStream.of(exits).allMatch(state.results()::containsKey)) {
                decided.putIfAbsent(growth, nowMicros);
            }
        });
    }

    /// A task's function is about to be called.
    ///
    /// @throws AssertionError if nobody has needed it for long
    void called(int task, long nowMicros) {
        decided.forEach((growth, since) -> {
            if (growth.has(task) && nowMicros - since > PATIENCE_MICROS) {
                throw new AssertionError(
                        "task %d must not be executed any more, of %s enough have been there for %d s"
                                .formatted(task, growth, (nowMicros - since) / 1_000_000));
            }
        });
    }
}
