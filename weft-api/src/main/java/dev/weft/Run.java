package dev.weft;

import dev.weft.model.FunctionProgress;
import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunStatistics;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One execution of a workflow. The run does not need this object: it goes on when the object is
/// dropped, and [Weft#attach] gives another one.
///
/// Safe for many threads. Methods that ask the engine may block while its store answers; all of them
/// throw [dev.weft.spi.RunGoneException] once the run's retention is over.
///
/// @param <R> type of the result
public final class Run<R> {
    private static final Duration LONG = Duration.ofDays(1);

    private final RunHandle handle;
    private final Function<@Nullable Object, R> typed;

    Run(RunHandle handle, Function<@Nullable Object, R> typed) {
        this.handle = handle;
        this.typed = typed;
    }

    /// The id by which [Weft#attach] and [Weft#resume] find the run.
    public RunId id() {
        return handle.key().id();
    }

    /// Where the run stands now.
    public RunStatus status() {
        return handle.record().status();
    }

    /// How far each function is, in the order in which the graph names them.
    public List<FunctionProgress> progress() {
        return handle.progress();
    }

    /// Waits for the result.
    ///
    /// @throws WorkflowFailedException if a task failed for good; with every task's error
    /// @throws RunCancelledException if the run was cancelled
    /// @throws InterruptedException if this thread was interrupted; the run goes on
    public R await() throws InterruptedException {
        Optional<RunOutcome> outcome = handle.await(LONG);
        while (outcome.isEmpty()) {
            outcome = handle.await(LONG);
        }
        return result(outcome.get());
    }

    /// Waits for the result, but not for ever.
    ///
    /// @throws TimeoutException if the run has not ended within that time; it goes on
    /// @throws WorkflowFailedException if a task failed for good; with every task's error
    /// @throws RunCancelledException if the run was cancelled
    /// @throws InterruptedException if this thread was interrupted; the run goes on
    public R await(Duration atMost) throws InterruptedException, TimeoutException {
        Optional<RunOutcome> outcome = handle.await(atMost);
        if (outcome.isEmpty()) {
            throw new TimeoutException(
                    "run %s must end within %s, was still %s".formatted(id(), atMost, status()));
        }
        return result(outcome.get());
    }

    /// The result as a future, for code that is built of futures. It completes exceptionally with what
    /// [#await()] throws. Cancelling the future does not cancel the run.
    public CompletableFuture<R> result() {
        CompletableFuture<R> future = new CompletableFuture<>();
        Thread.ofVirtual().name("weft-await-" + id()).start(() -> complete(future));
        return future;
    }

    private void complete(CompletableFuture<R> future) {
        try {
            future.complete(await());
        } catch (Throwable e) { // whatever it is, the future's readers are told
            future.completeExceptionally(e);
        }
    }

    /// Ends the run unless it has ended. Its tasks are interrupted.
    ///
    /// @return the status before; the run is cancelled now if that was [RunStatus#RUNNING]
    public RunStatus cancel() {
        return handle.cancel();
    }

    /// Errors of attempts that failed so far, oldest first; the first 100.
    public List<TaskError> errors() {
        return handle.record().errors();
    }

    /// What the run took so far.
    public RunStatistics statistics() {
        return handle.statistics();
    }

    /// What happened so far, oldest first, at most 1,000 events; does not wait for more.
    ///
    /// @param from sequence number of the first event wanted; 1 is the beginning
    public List<RunEvent> events(long from) {
        return handle.events(from, 1_000, Duration.ZERO);
    }

    /// What happened, oldest first; waits for the first event if there is none yet.
    ///
    /// @param from sequence number of the first event wanted; 1 is the beginning
    public List<RunEvent> events(long from, int max, Duration atMost) {
        return handle.events(from, max, atMost);
    }

    @Override
    public String toString() {
        return "run " + id();
    }

    private R result(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Succeeded(var value) -> typed.apply(value);
            case RunOutcome.Failed(var run) -> throw new WorkflowFailedException(run);
            case RunOutcome.Cancelled _ -> throw new RunCancelledException(id());
        };
    }
}
