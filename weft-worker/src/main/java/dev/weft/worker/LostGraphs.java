package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends runs of whose graph or constants the store has lost or damaged something: whoever waits for one would wait
/// until its hard end. A run that is over, or a claim from before a resumption, changes nothing.
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

    /// Fails the first of the claims that is current, and the run with it. Without an answer the run is left to
    /// whoever is invoked next.
    ///
    /// @param execution of its own
    /// @return whether the run has ended
    boolean end(
            RunKey run, int epoch, List<Claim> claims, UnknownGraphException lost, long execution) {
        try {
            for (Claim claim : claims.subList(0, Math.min(claims.size(), MOST_CLAIMS))) {
                if (!(store.fail(failure(run, epoch, claim, lost, execution))
                        instanceof FailAnswer.Refused)) {
                    log.warn("{}", lost.getMessage());
                    return true;
                }
            }
        } catch (StoreUnavailableException e) {
            log.debug("run {} was not ended: {}", run, e.toString());
        }
        return false;
    }

    private Fail failure(
            RunKey run, int epoch, Claim claim, UnknownGraphException lost, long execution) {
        return new Fail(
                run,
                epoch,
                self,
                claim,
                execution,
                ErrorReports.lost(
                        claim.task(),
                        String.valueOf(lost.getMessage()),
                        self,
                        environment.epochMicros()),
                Optional.empty(),
                OutgoingEdges.NONE,
                Inputs.NONE,
                0,
                true);
    }
}
