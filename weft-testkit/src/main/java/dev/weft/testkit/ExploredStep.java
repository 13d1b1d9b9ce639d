package dev.weft.testkit;

import dev.weft.spi.Commit;
import dev.weft.spi.Fail;
import dev.weft.spi.Hold;
import org.jspecify.annotations.Nullable;

/// A step that a worker of an exploration has taken or is about to take; it repeats the same one.
sealed interface ExploredStep {
    Work work();

    /// START of a claim.
    record Adopt(Work work) implements ExploredStep {}

    /// COMMIT.
    ///
    /// @param rest the second part of the edges, if there is one
    record Close(ExploredTask task, Commit commit, @Nullable Commit rest) implements ExploredStep {
        @Override
        public Work work() {
            return task.work();
        }
    }

    /// HOLD.
    record Keep(ExploredTask task, Hold hold) implements ExploredStep {
        @Override
        public Work work() {
            return task.work();
        }
    }

    /// FAIL.
    record GiveUp(ExploredTask task, Fail fail) implements ExploredStep {
        @Override
        public Work work() {
            return task.work();
        }
    }
}
