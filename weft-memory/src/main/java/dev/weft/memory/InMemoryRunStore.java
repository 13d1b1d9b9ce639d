package dev.weft.memory;

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
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps runs in the memory of this process: the reference implementation of the protocol.
///
/// Every run has its own lock, under which each of its steps runs. There is no thread of its own:
/// ended runs are removed by later calls, a few each. All times of the protocol (leases, deadlines,
/// retention) come from one clock, which may be a virtual one; [#await] and [#events] wait in real
/// time. An interrupt ends such a wait early and leaves the thread interrupted.
///
/// A run takes about 36 bytes a task and 2 bits an edge from its submission until it is done, and
/// about 100 bytes more for each task that is claimed.
///
/// Safe for many threads.
public final class InMemoryRunStore implements RunStore {
    private static final CommitAnswer COMMIT_GONE = new CommitAnswer.Over(RunOver.GONE);

    private final LongSupplier clock;
    private final boolean keepsReferences;
    private final Runs runs = new Runs();

    /// A store on the system's clock, that takes outputs by reference.
    public InMemoryRunStore() {
        this(Micros.systemClock(), true);
    }

    /// A store on a clock of its own.
    ///
    /// @param clock microseconds since 1970; read once a step, by many threads
    /// @param keepsReferences whether outputs may be handed over by reference; if not, a commit with
    ///     an output that is not encoded is refused with an [IllegalArgumentException]
    public InMemoryRunStore(LongSupplier clock, boolean keepsReferences) {
        this.clock = clock;
        this.keepsReferences = keepsReferences;
    }

    @Override
    public boolean keepsReferences() {
        return keepsReferences;
    }

    /// Zero: with the process all is lost.
    @Override
    public Duration lossWindow() {
        return Duration.ZERO;
    }

    @Override
    public SubmitAnswer submit(Submit submit) {
        SubmitStep.check(submit);
        RunState run = runs.add(submit, clock.getAsLong());
        synchronized (run) {
            return SubmitStep.answer(run, submit);
        }
    }

    @Override
    public StartAnswer start(Start start) {
        StartAnswer gone = new StartAnswer.Over(RunOver.GONE);
        return step(start.run(), gone, (run, now) -> StartStep.take(run, start, now));
    }

    @Override
    public CommitAnswer commit(Commit commit) {
        if (!keepsReferences) {
            Numbers.requireEncoded(commit.tasks());
        }
        return step(commit.run(), COMMIT_GONE, (run, now) -> CommitStep.take(run, commit, now));
    }

    @Override
    public GrowAnswer grow(Grow grow) {
        GrowAnswer gone = new GrowAnswer.Over(RunOver.GONE);
        return step(grow.run(), gone, (run, _) -> GrowStep.take(run, grow));
    }

    @Override
    public HoldAnswer hold(Hold hold) {
        HoldAnswer gone = new HoldAnswer.Over(RunOver.GONE);
        return step(hold.run(), gone, (run, now) -> HoldStep.take(run, hold, now));
    }

    @Override
    public RenewAnswer renew(Renew renew) {
        RenewAnswer gone = new RenewAnswer.Over(RunOver.GONE);
        return step(renew.run(), gone, (run, now) -> RenewStep.take(run, renew, now));
    }

    @Override
    public ReapAnswer reap(RunKey key, int max) {
        ReapAnswer gone = new ReapAnswer.Over(RunOver.GONE);
        return step(key, gone, (run, now) -> ReapStep.take(run, max, now));
    }

    @Override
    public ReapAnswer lost(LostWorker lost) {
        ReapAnswer gone = new ReapAnswer.Over(RunOver.GONE);
        return step(lost.run(), gone, (run, now) -> ReapStep.take(run, lost, now));
    }

    @Override
    public InvalidateAnswer invalidate(Invalidate invalidate) {
        InvalidateAnswer gone = new InvalidateAnswer.Over(RunOver.GONE);
        return step(
                invalidate.run(), gone, (run, now) -> InvalidateStep.take(run, invalidate, now));
    }

    @Override
    public Optional<RunProgress> progress(RunKey key) {
        return Optional.ofNullable(look(key, (run, _) -> Inspection.progress(run)));
    }

    @Override
    public FailAnswer fail(Fail fail) {
        FailAnswer gone = new FailAnswer.Over(RunOver.GONE);
        return step(fail.run(), gone, (run, now) -> FailStep.take(run, fail, now));
    }

    @Override
    public List<@Nullable TaskResult> results(RunKey key, int[] tasks) {
        List<@Nullable TaskResult> found = look(key, (run, _) -> Inspection.results(run, tasks));
        if (found == null) {
            throw new RunGoneException(key);
        }
        return found;
    }

    @Override
    public Optional<RunRecord> find(RunId id) {
        long now = clock.getAsLong();
        RunState found = runs.find(id, now);
        return Optional.ofNullable(
                found == null ? null : look(found.key(), (run, _) -> run.toRecord()));
    }

    @Override
    public Optional<RunRecord> await(RunKey key, Duration atMost) {
        return Optional.ofNullable(
                look(
                        key,
                        (run, _) -> {
                            run.awaitEnd(nanos(atMost));
                            return run.toRecord();
                        }));
    }

    /// @throws RunGoneException if there is no such run
    @Override
    public List<RunEvent> events(RunKey key, long from, int max, Duration atMost) {
        List<RunEvent> found =
                look(
                        key,
                        (run, _) -> {
                            run.awaitEvent(Math.max(1, from), nanos(atMost));
                            return run.events.read(from, max);
                        });
        if (found == null) {
            throw new RunGoneException(key);
        }
        return found;
    }

    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    @Override
    public EndWatch watchEnds(EndListener told) {
        return runs.watchEnds(told);
    }

    @Override
    public CancelAnswer cancel(RunKey key) {
        return step(
                key,
                new CancelAnswer.Gone(),
                (run, now) -> {
                    RunStatus found = run.status();
                    if (!found.ended()) {
                        run.end(RunStatus.CANCELLED, RunEvent.Kind.CANCELLED, now);
                    }
                    return new CancelAnswer.Found(found);
                });
    }

    @Override
    public ResumeAnswer resume(Resume resume) {
        ResumeAnswer gone = new ResumeAnswer.Gone();
        return step(resume.run(), gone, (run, now) -> ResumeStep.take(run, resume, now));
    }

    @Override
    public List<RunKey> activeRuns() {
        List<RunKey> active = new ArrayList<>();
        for (RunState run : runs.all()) {
            synchronized (run) {
                if (run.isRunning()) {
                    active.add(run.key());
                }
            }
        }
        return active;
    }

    @Override
    public Optional<RunSnapshot> inspect(RunKey key) {
        return Optional.ofNullable(look(key, (run, _) -> Inspection.of(run)));
    }

    /// Forgets all runs: later steps find them gone. Whoever waits for one goes on waiting.
    @Override
    public void close() {
        runs.clear();
    }

    private interface Step<A extends @Nullable Object> {
        A take(RunState run, long now);
    }

    private <A> A step(RunKey key, A gone, Step<A> step) {
        A answer =
                look(
                        key,
                        (run, now) -> {
                            run.hear(now);
                            return step.take(run, now);
                        });
        return answer == null ? gone : answer;
    }

    /// Unlike a step it leaves no trace.
    private <A> @Nullable A look(RunKey key, Step<A> look) {
        long now = clock.getAsLong();
        RunState run = runs.find(key, now);
        if (run == null) {
            return null;
        }
        synchronized (run) {
            return run.isExpired(now) ? null : look.take(run, now);
        }
    }
}
