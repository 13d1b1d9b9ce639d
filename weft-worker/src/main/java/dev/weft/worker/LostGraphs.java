package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.ErrorCode;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.TaskError;
import dev.weft.model.WorkerId;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invocation;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends runs whose graph or constants the store has lost or damaged: whoever waits for one would wait until its hard
/// end. A run that is over, or an invocation from before a resumption, changes nothing.
///
/// Safe for many threads.
final class LostGraphs {
    private static final Logger log = LoggerFactory.getLogger(LostGraphs.class);

    /// Of an invocation that comes late none is current; then there is nothing to end.
    private static final int MOST_CLAIMS = 16;

    private final RunStore store;
    private final WorkerId self;
    private final WorkerEnvironment environment;

    LostGraphs(RunStore store, WorkerId self, WorkerEnvironment environment) {
        this.store = store;
        this.self = self;
        this.environment = environment;
    }

    /// Fails the first claim of the invocation that is current, and the run with it. Without an answer
    /// the run is left to the next invocation.
    ///
    /// @param execution of its own
    void end(Invocation invocation, UnknownGraphException lost, long execution) {
        try {
            for (Claim claim : invocation.claims().stream().limit(MOST_CLAIMS).toList()) {
                if (!(store.fail(failure(invocation, claim, lost, execution))
                        instanceof FailAnswer.Refused)) {
                    log.warn("{}", lost.getMessage());
                    return;
                }
            }
        } catch (StoreUnavailableException e) {
            log.debug("run {} was not ended: {}", invocation.run(), e.toString());
        }
    }

    private Fail failure(
            Invocation invocation, Claim claim, UnknownGraphException lost, long execution) {
        return new Fail(
                invocation.run(),
                invocation.epoch(),
                self,
                claim,
                execution,
                error(claim.task(), String.valueOf(lost.getMessage())),
                Optional.empty(),
                OutgoingEdges.NONE,
                Inputs.NONE,
                0,
                true);
    }

    private TaskError error(int task, String message) {
        return new TaskError(
                task,
                "task " + task,
                "",
                ErrorCode.DATA_LOSS,
                1,
                1,
                ErrorCode.DATA_LOSS.name(),
                message,
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                self.value(),
                environment.epochMicros(),
                List.of(),
                true);
    }
}
