package dev.weft.testkit;

import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunProgress;
import dev.weft.model.RunRecord;
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
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The shared store of runs as one process sees it.
final class SimulatedRunStore implements RunStore {
    private final SimulatedLink link;
    private final Simulation simulation;
    private final SimulatedProcess process;

    SimulatedRunStore(SimulatedLink link, Simulation simulation, SimulatedProcess process) {
        this.link = link;
        this.simulation = simulation;
        this.process = process;
    }

    private <A> A step(String what, Function<RunStore, A> step) {
        return link.call(what, true, () -> simulation.stores().step(step));
    }

    private <A> A step(CrashScript.Step kind, String what, Function<RunStore, A> step) {
        return link.call(kind, what, true, () -> simulation.stores().step(step));
    }

    private <A extends @Nullable Object> A look(String what, Function<RunStore, A> look) {
        return link.call(what, false, () -> look.apply(simulation.stores().runs()));
    }

    @Override
    public boolean keepsReferences() {
        return false;
    }

    @Override
    public SubmitAnswer submit(Submit submit) {
        return link.call(
                "submit", true, () -> simulation.stores().create(store -> store.submit(submit)));
    }

    @Override
    public StartAnswer start(Start start) {
        return step(StepText.of(start), store -> store.start(start));
    }

    /// Publishes fewer edges a step than a worker would, so that small graphs need several steps too.
    @Override
    public CommitAnswer commit(Commit commit) {
        SegmentTask last = commit.tasks().getLast();
        int most = simulation.plan().edgesPerStep();
        if (last.edges().size() <= most || last.output() instanceof Output.Elided) {
            return take(commit);
        }
        List<Grant> grants = new ArrayList<>();
        List<TaskResult> inputs = new ArrayList<>();
        for (int part = 0; ; part++) {
            int from = part * most;
            int to = Math.min(last.edges().size(), from + most);
            CommitAnswer answer = take(Chunks.of(commit, part, from, to, grants.size()));
            if (!(answer instanceof CommitAnswer.Committed committed)) {
                return answer;
            }
            grants.addAll(committed.grants());
            inputs.addAll(committed.inputs());
            if (to == last.edges().size()) {
                return Chunks.with(committed, grants, inputs);
            }
        }
    }

    private CommitAnswer take(Commit commit) {
        return step(
                kind(commit),
                StepText.of(commit),
                store -> {
                    int epoch = store.find(commit.run().id()).map(RunRecord::epoch).orElse(0);
                    simulation.checks().checkSegment(commit, simulation.plan().maxSegment());
                    simulation.checks().commits(commit);
                    CommitAnswer answer = store.commit(commit);
                    simulation.checks().check(commit, answer, epoch);
                    return answer;
                });
    }

    private CrashScript.Step kind(Commit commit) {
        if (commit.tasks().stream().anyMatch(task -> task.grown() != null)) {
            return CrashScript.Step.COMMIT;
        }
        boolean added = commit.claim().task() >= simulation.workflow().dag().tasks();
        return added ? CrashScript.Step.ELEMENT : CrashScript.Step.OTHER;
    }

    @Override
    public GrowAnswer grow(Grow grow) {
        return step(
                CrashScript.Step.GROW,
                StepText.of(grow),
                store -> {
                    simulation.checks().grows(grow);
                    return store.grow(grow);
                });
    }

    @Override
    public HoldAnswer hold(Hold hold) {
        return step(StepText.of(hold), store -> store.hold(hold));
    }

    @Override
    public RenewAnswer renew(Renew renew) {
        return step(StepText.of(renew), store -> store.renew(renew));
    }

    @Override
    public ReapAnswer reap(RunKey run, int max) {
        return step("reap", store -> store.reap(run, max));
    }

    @Override
    public ReapAnswer lost(LostWorker lost) {
        return step("lost " + lost.worker().value(), store -> store.lost(lost));
    }

    @Override
    public InvalidateAnswer invalidate(Invalidate invalidate) {
        return step(
                "invalidate " + invalidate.parent(),
                store -> {
                    InvalidateAnswer answer = store.invalidate(invalidate);
                    if (answer instanceof InvalidateAnswer.Invalidated(boolean again, _, _, _)
                            && !again) {
                        simulation.checks().invalidated(invalidate);
                    }
                    return answer;
                });
    }

    @Override
    public FailAnswer fail(Fail fail) {
        return step(StepText.of(fail), store -> store.fail(fail));
    }

    @Override
    public CancelAnswer cancel(RunKey run) {
        return step("cancel", store -> store.cancel(run));
    }

    @Override
    public ResumeAnswer resume(Resume resume) {
        return step("resume from " + resume.fromEpoch(), store -> store.resume(resume));
    }

    @Override
    public List<RunKey> activeRuns() {
        return step("active runs", RunStore::activeRuns);
    }

    @Override
    public Optional<RunProgress> progress(RunKey run) {
        return look("progress", store -> store.progress(run));
    }

    @Override
    public List<@Nullable TaskResult> results(RunKey run, int[] tasks) {
        return look(StepText.results(tasks), store -> store.results(run, tasks));
    }

    @Override
    public Optional<RunRecord> find(RunId id) {
        return look("find", store -> store.find(id));
    }

    /// Waits for no time at all.
    @Override
    public Optional<RunRecord> await(RunKey run, Duration atMost) {
        return look("await", store -> store.await(run, Duration.ZERO));
    }

    @Override
    public EndWatch watchEnds(EndListener told) {
        return simulation.news().watch(process, told);
    }

    /// Waits for no time at all.
    @Override
    public List<RunEvent> events(RunKey run, long from, int max, Duration atMost) {
        return look("events", store -> store.events(run, from, max, Duration.ZERO));
    }

    @Override
    public Optional<RunSnapshot> inspect(RunKey run) {
        return look("inspect", store -> store.inspect(run));
    }

    /// The stores are others' too.
    @Override
    public void close() {}
}
