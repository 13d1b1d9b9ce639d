package dev.weft.redis;

import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunProgress;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.Hold;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StoreAddress;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps runs in Redis: each step is one function there, and one round trip. Commits of one run
/// that come at the same time travel together.
///
/// Times are the server's; no step takes one from its caller. A step without an answer is repeated
/// for about two seconds. Waiting ([#await], [#events]) uses connections of its own, and looks once
/// a second in any case. Keys have a time to live, renewed by steps, and are found without looking
/// through any.
///
/// Safe for many threads.
public final class RedisRunStore implements RunStore {
    private final RedisConnection connection;
    private final ActiveRuns active;
    private final Waiting waiting;
    private final EndWatches watches;
    private final CommitQueues commits;

    RedisRunStore(RedisConnection connection) {
        this.connection = connection;
        active = new ActiveRuns(connection);
        waiting = new Waiting(connection);
        watches = new EndWatches(connection.clients());
        commits = new CommitQueues(connection);
    }

    /// Connects to a store, and checks it.
    ///
    /// @throws dev.weft.spi.StoreRefusedException if runs cannot be kept in it
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer
    public static RedisRunStore open(StoreAddress store) {
        return opened(RedisConnection.open(store, 1, null));
    }

    /// Connects to a store that takes its time from its caller: for tests alone.
    ///
    /// @param clock microseconds since 1970, read once a step
    public static RedisRunStore open(StoreAddress store, LongSupplier clock) {
        return opened(RedisConnection.open(store, 1, clock));
    }

    static RedisRunStore opened(RedisConnection connection) {
        RedisRunStore store = new RedisRunStore(connection);
        try {
            store.active.check();
            store.find(new RunId("weft")); // whether scripts may be run
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /// How often a caller of this store has waited for the server; waiting for ends and events
    /// aside.
    public long roundTrips() {
        return connection.roundTrips();
    }

    @Override
    public boolean keepsReferences() {
        return false;
    }

    /// Zero of a single server. Of what it is told it loses the latest, in the order in which it was told:
    /// the deletion of a value is lost before the step that frees it is, and if that step was lost, a
    /// deletion that comes later is refused (DISCARD). A node of a cluster may lose such a step while
    /// another one keeps the deletion.
    @Override
    public Duration lossWindow() {
        return connection.clients().address().cluster()
                ? RunStore.super.lossWindow()
                : Duration.ZERO;
    }

    @Override
    public SubmitAnswer submit(Submit submit) {
        byte[] step = Steps.of(submit);
        long start = System.nanoTime();
        active.enlist(submit.run(), submit.limits());
        Unpack in = connection.run(StepName.SUBMIT, step, keys(submit));
        SubmitAnswer answer = Answers.submit(submit.run().id(), in);
        if (answer instanceof SubmitAnswer.Created) {
            if (System.nanoTime() - start > ActiveRuns.GRACE.toNanos() / 2) {
                active.enlist(submit.run(), submit.limits()); // it may have been dropped meanwhile
            }
        } else {
            active.delist(submit.run(), Long.MAX_VALUE); // this incarnation will never be
        }
        return answer;
    }

    /// In a cluster graph and constants are in other slots than the run.
    private byte[][] keys(Submit submit) {
        byte[] run = Keys.run(submit.run());
        byte[] name = Keys.name(submit.run().id());
        return submit.stored() && !connection.clients().address().cluster()
                ? new byte[][] {
                    run, name, Keys.graph(submit.code().graph()), Keys.constants(submit.run())
                }
                : new byte[][] {run, name};
    }

    @Override
    public StartAnswer start(Start start) {
        byte[] step = TaskSteps.of(start);
        return TaskAnswers.start(
                start, connection.take(StepName.START, step, Keys.run(start.run())));
    }

    private static int edges(Commit commit) {
        int edges = 0;
        for (SegmentTask task : commit.tasks()) {
            edges += task.edges().size();
        }
        return edges;
    }

    @Override
    public CommitAnswer commit(Commit commit) {
        TaskAnswers.Commit decoded =
                TaskAnswers.commit(commits.take(commit.run(), TaskSteps.of(commit), edges(commit)));
        if (decoded.endedMicros() > 0) {
            active.delist(commit.run(), decoded.endedMicros());
        }
        return decoded.answer();
    }

    @Override
    public GrowAnswer grow(Grow grow) {
        return Answers.grow(run(StepName.GROW, grow.run(), Steps.of(grow)));
    }

    @Override
    public HoldAnswer hold(Hold hold) {
        return Answers.hold(run(StepName.HOLD, hold.run(), Steps.of(hold)));
    }

    @Override
    public RenewAnswer renew(Renew renew) {
        return Answers.renew(renew, run(StepName.RENEW, renew.run(), Steps.of(renew)));
    }

    @Override
    public ReapAnswer reap(RunKey run, int max) {
        byte[] step = Steps.ofReap(max, connection.answeringMicros());
        return reaped(run, run(StepName.REAP, run, step));
    }

    @Override
    public ReapAnswer lost(LostWorker lost) {
        return reaped(lost.run(), run(StepName.LOST, lost.run(), Steps.of(lost)));
    }

    private ReapAnswer reaped(RunKey run, Unpack in) {
        ReapAnswer answer = Answers.reap(in);
        if (answer instanceof ReapAnswer.Reaped reaped) {
            delistIfEnded(run, reaped.status(), in);
        }
        return answer;
    }

    @Override
    public FailAnswer fail(Fail fail) {
        Unpack in = run(StepName.FAIL, fail.run(), Steps.of(fail));
        FailAnswer answer = Answers.fail(in);
        if (answer instanceof FailAnswer.Recorded recorded) {
            delistIfEnded(fail.run(), recorded.status(), in);
        }
        return answer;
    }

    @Override
    public InvalidateAnswer invalidate(Invalidate invalidate) {
        Unpack in = run(StepName.INVALIDATE, invalidate.run(), Steps.of(invalidate));
        InvalidateAnswer answer = Answers.invalidate(in);
        if (answer instanceof InvalidateAnswer.Invalidated invalidated) {
            delistIfEnded(invalidate.run(), invalidated.status(), in);
        }
        return answer;
    }

    /// @param in the rest of an answer that ends with the time when the run has ended
    private void delistIfEnded(RunKey run, RunStatus status, Unpack in) {
        if (status.ended()) {
            active.delist(run, in.number());
        }
    }

    @Override
    public Optional<RunProgress> progress(RunKey run) {
        Unpack in = run(StepName.PROGRESS, run, Steps.ofNothing());
        return Answers.isThere(in) ? Optional.of(ProgressForm.decode(in)) : Optional.empty();
    }

    @Override
    public List<@Nullable TaskResult> results(RunKey run, int[] tasks) {
        Unpack in = run(StepName.RESULTS, run, Steps.ofResults(tasks));
        if (!Answers.isThere(in)) {
            throw new RunGoneException(run);
        }
        return Answers.results(in);
    }

    @Override
    public Optional<RunRecord> find(RunId id) {
        return find(id, "");
    }

    private Optional<RunRecord> find(RunId id, String incarnation) {
        byte[] step = new Pack().array(1).text(incarnation).toBytes();
        Unpack in = connection.run(StepName.FIND, step, Keys.name(id));
        return Answers.isThere(in) ? Optional.of(RunForm.decode(id, in)) : Optional.empty();
    }

    @Override
    public Optional<RunRecord> await(RunKey run, Duration atMost) {
        return waiting.forEnd(
                run,
                atMost,
                () -> find(run.id(), Keys.incarnation(run)),
                found -> found.isEmpty() || found.get().status().ended());
    }

    @Override
    public EndWatch watchEnds(EndListener told) {
        return watches.watch(told);
    }

    /// @throws RunGoneException if there is no such run
    @Override
    public List<RunEvent> events(RunKey run, long from, int max, Duration atMost) {
        long first = Math.max(1, from);
        byte[] step = Steps.ofEvents(first, max);
        return waiting.forEvent(
                        run, first, atMost, () -> events(run, step), EventsForm::isWorthReading)
                .events();
    }

    private EventsForm events(RunKey run, byte[] step) {
        Unpack in = run(StepName.EVENTS, run, step);
        if (!Answers.isThere(in)) {
            throw new RunGoneException(run);
        }
        return EventsForm.decode(in);
    }

    @Override
    public CancelAnswer cancel(RunKey run) {
        Unpack in = run(StepName.CANCEL, run, Steps.ofNothing());
        CancelAnswer answer = Answers.cancel(in);
        if (answer instanceof CancelAnswer.Found) {
            active.delist(run, in.number());
        }
        return answer;
    }

    @Override
    public ResumeAnswer resume(Resume resume) {
        RunKey run = resume.run();
        find(run.id(), Keys.incarnation(run)).ifPresent(r -> active.enlist(run, r.limits()));
        Unpack in = run(StepName.RESUME, run, Steps.of(resume));
        return Answers.resume(run.id(), in);
    }

    @Override
    public List<RunKey> activeRuns() {
        return active.all();
    }

    @Override
    public Optional<RunSnapshot> inspect(RunKey run) {
        Unpack in = run(StepName.INSPECT, run, Steps.ofNothing());
        return Answers.isThere(in)
                ? Optional.of(SnapshotForm.decode(run.id(), in))
                : Optional.empty();
    }

    private Unpack run(StepName name, RunKey run, byte[] step) {
        return connection.run(name, step, Keys.run(run));
    }

    @Override
    public String toString() {
        return "RedisRunStore at " + connection.where();
    }

    /// Ends the connections, unless another part of the same store still uses them.
    @Override
    public void close() {
        watches.close();
        connection.close();
    }
}
