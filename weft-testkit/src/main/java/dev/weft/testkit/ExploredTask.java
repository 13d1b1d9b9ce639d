package dev.weft.testkit;

import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a worker of an exploration has to do under a claim.
///
/// @param inputs executions of the parents whose outputs it has read
/// @param holder the parent whose output the worker has in its memory alone; -1 if there is none
/// @param held whether its own output is kept in memory
/// @param winner the committed result whose edges are to be published, if that is all there is to do
/// @param rest the second part of its edges, if that is all there is to do
record ExploredTask(
        Work work,
        Map<Integer, Long> inputs,
        int holder,
        boolean held,
        @Nullable TaskResult winner,
        @Nullable Commit rest) {
    static ExploredTask of(Work work, Map<Integer, Long> inputs, int holder) {
        return new ExploredTask(work, inputs, holder, false, null, null);
    }

    static ExploredTask publishing(Work work, TaskResult winner) {
        return new ExploredTask(work, Map.of(), -1, false, winner, null);
    }

    static ExploredTask publishing(Work work, Commit rest) {
        return new ExploredTask(work, Map.of(), -1, false, null, rest);
    }

    /// The same, its output kept in memory.
    ExploredTask holding() {
        return new ExploredTask(work, inputs, holder, true, winner, rest);
    }

    int task() {
        return work.claim().task();
    }

    /// Whether it is to be executed, and not only to be published.
    boolean isToBeExecuted() {
        return winner == null && rest == null;
    }
}
