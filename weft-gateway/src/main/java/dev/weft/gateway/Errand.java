package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;

/// A request to a worker that [Routing] has decided on.
sealed interface Errand {
    WorkerId worker();

    RunKey run();

    /// Bring it claims.
    ///
    /// @param waits whether the answer is to come when the worker has nothing left of the run
    record Invoke(WorkerId worker, Invocation invocation, boolean waits) implements Errand {
        @Override
        public RunKey run() {
            return invocation.run();
        }
    }

    /// Wait until it has nothing left of a run.
    record Watch(WorkerId worker, RunKey run) implements Errand {}

    /// Ask it to give claims of a run away.
    record Share(WorkerId worker, RunKey run) implements Errand {}
}
