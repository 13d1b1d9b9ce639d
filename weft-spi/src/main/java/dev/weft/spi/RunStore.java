package dev.weft.spi;

import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunProgress;
import dev.weft.model.RunRecord;
import dev.weft.model.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps the shared truth of runs. Every method is one atomic step, and repeating a step leaves the
/// same state as doing it once: a caller that got no answer calls again with the same arguments.
///
/// In a run whose parallelism is bounded ([RunLimits#parallelism]) at most so many claims have a deadline at a time.
/// A ready task beyond is parked: nobody has its claim. A step that leaves fewer lets parked tasks in before
/// it ends, those first that were parked last, of one step in the order of their numbers; what it makes ready
/// itself comes before all of them. A claim that is issued anew, handed over or backing off keeps its
/// place, and so does a task whose edges are not all published. A task that is made again after a loss is
/// claimed without a place.
///
/// Time is the store's: no step takes a time from its caller. A step checks everything before its
/// first write. A step never creates a run's state, but [#submit] does.
///
/// Safe for many threads and processes. Methods block; each may throw
/// [StoreUnavailableException] if there was no answer: the step may or may not have happened. An
/// implementation is correct when it passes `RunStoreContract` (testkit): that is the
/// specification.
public interface RunStore extends AutoCloseable {

    /// Whether outputs may be handed over as [dev.weft.model.Payload.Shared] and
    /// [dev.weft.model.Payload.Owned]: only where store and all its users are in one process.
    boolean keepsReferences();

    /// How much of its latest writes the store may lose and go on. Values that nobody needs any more are
    /// deleted only after so long; a store that loses either nothing or everything says zero.
    default Duration lossWindow() {
        return RunLimits.standard().lossWindow();
    }

    /// Creates a run, its roots claimed (INVOKE) or parked, or finds the one that has this id.
    SubmitAnswer submit(Submit submit);

    /// Adopts claims for a worker, which then holds their leases. The answer carries the results of
    /// the inputs that were asked for, and where the adopted tasks come from that are not of the run's graph.
    StartAnswer start(Start start);

    /// Makes the outcome of a segment final and says what the caller may do next. Checks in this
    /// order: the run exists; the same execution committed before (again), or another (superseded);
    /// the run goes on in this epoch; the fence; the claim; the inputs. Then records results, counts
    /// children up, claims those that became ready, marks inputs consumed, ends the run if the sink
    /// is among the tasks.
    ///
    /// If the run has failed or was cancelled, the results are recorded all the same, and every
    /// child that becomes ready is claimed INVOKE, but none is granted.
    CommitAnswer commit(Commit commit);

    /// Gives a run numbers for tasks and edges that come from the outcome of one of its tasks. Checks in this
    /// order: the run exists; it goes on in this epoch; the claim is current; there are so many numbers left.
    /// Repeated for the same task and execution, it gives the same numbers.
    ///
    /// Growing settles, claims and publishes nothing. The new tasks are claimed when edges to them arrive,
    /// as all others; every step takes their numbers as those of the graph.
    GrowAnswer grow(Grow grow);

    /// Claims children whose last missing parent is the caller's, whose output is not stored yet.
    HoldAnswer hold(Hold hold);

    /// Extends leases. A claim beyond its hard end, superseded or unknown is lost.
    RenewAnswer renew(Renew renew);

    /// Issues claims anew whose deadline has passed. Of a run that is done it names the values that are
    /// left, once the store cannot lose its end any more.
    ///
    /// A lease that has passed is no sign of a death if the run was not reached by any step for longer
    /// than two heartbeats: the store may have been away. Leases are spared then for the time of one
    /// lease, in which their owners can renew them. Whoever wants claims of dead workers in time therefore
    /// looks once a heartbeat.
    ///
    /// @param max at most so many
    ReapAnswer reap(RunKey run, int max);

    /// Stores the error of an attempt; ends the run or sets a time for the next attempt.
    FailAnswer fail(Fail fail);

    /// Issues all claims of a dead worker anew, whatever their deadline. A second call finds none.
    ///
    /// Of the tasks that the worker may have been executing some, [LostWorker#MOST_ERRORS] at most, get
    /// an error, WORKER_LOST, with its last words. A task that has lost its workers too often ends the run as
    /// [#reap] would end it, its error with the last words: POISON, or OUT_OF_MEMORY if the last worker
    /// ended for want of memory.
    ReapAnswer lost(LostWorker lost);

    /// Takes back the outcome of a task whose output is lost, so that it is executed again. What was
    /// collected since is made again in the same way, by whoever misses it.
    ///
    /// The task's next output must have the digest of the lost one if a child that has used that is
    /// committed; else the run ends as DIVERGED.
    InvalidateAnswer invalidate(Invalidate invalidate);

    /// How far the tasks of a run are; empty if there is no such run. Costs a few bytes for each task
    /// of the run.
    Optional<RunProgress> progress(RunKey run);

    /// Reads results; an unsettled task has `null` in its place.
    ///
    /// @throws RunGoneException if there is no such run
    List<@Nullable TaskResult> results(RunKey run, int[] tasks);

    /// Finds a run by its id.
    Optional<RunRecord> find(RunId id);

    /// Waits until the run has ended, or the time is over.
    ///
    /// @return the run as it is then; empty if there is no such run
    Optional<RunRecord> await(RunKey run, Duration atMost);

    /// Tells of runs that end from now on, as soon as that is known; some may be missed, so that whoever
    /// has to know asks now and then as well.
    ///
    /// @param told called on a thread of the store's; returns soon
    /// @return stops telling
    EndWatch watchEnds(EndListener told);

    /// Is told of ended runs.
    interface EndListener {
        /// @param epoch in which the run ended; it may have been resumed since
        void ended(RunKey run, int epoch);
    }

    /// Goes on telling until it is closed.
    interface EndWatch extends AutoCloseable {
        @Override
        void close();
    }

    /// Reads events, waiting for the first one if there is none yet.
    ///
    /// @param from sequence number of the first one wanted; 1 is the beginning
    List<RunEvent> events(RunKey run, long from, int max, Duration atMost);

    /// Ends a run that goes on.
    CancelAnswer cancel(RunKey run);

    /// Lets a failed, cancelled or abandoned run go on from what is committed.
    ResumeAnswer resume(Resume resume);

    /// Runs that have not ended, as far as the index of active runs knows: somebody has to look after
    /// them. An entry is there before its run is, so that a client that dies in between leaves a run
    /// that is found; entries without a run are dropped here.
    List<RunKey> activeRuns();

    /// The whole coordination state of a run, for tests and diagnosis; not atomic where the store is
    /// remote, and not cheap.
    Optional<RunSnapshot> inspect(RunKey run);

    @Override
    void close();
}
