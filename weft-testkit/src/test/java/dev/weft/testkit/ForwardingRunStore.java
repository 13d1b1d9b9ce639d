package dev.weft.testkit;

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
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes every step on. A fault alters one of them on its way, or its answer on the way back.
class ForwardingRunStore implements RunStore {
    final RunStore sound;

    ForwardingRunStore(RunStore sound) {
        this.sound = sound;
    }

    @Override
    public boolean keepsReferences() {
        return sound.keepsReferences();
    }

    @Override
    public Duration lossWindow() {
        return sound.lossWindow();
    }

    @Override
    public SubmitAnswer submit(Submit submit) {
        return sound.submit(submit);
    }

    @Override
    public StartAnswer start(Start start) {
        return sound.start(start);
    }

    @Override
    public CommitAnswer commit(Commit commit) {
        return sound.commit(commit);
    }

    @Override
    public GrowAnswer grow(Grow grow) {
        return sound.grow(grow);
    }

    @Override
    public HoldAnswer hold(Hold hold) {
        return sound.hold(hold);
    }

    @Override
    public RenewAnswer renew(Renew renew) {
        return sound.renew(renew);
    }

    @Override
    public ReapAnswer reap(RunKey run, int max) {
        return sound.reap(run, max);
    }

    @Override
    public ReapAnswer lost(LostWorker lost) {
        return sound.lost(lost);
    }

    @Override
    public InvalidateAnswer invalidate(Invalidate invalidate) {
        return sound.invalidate(invalidate);
    }

    @Override
    public Optional<RunProgress> progress(RunKey run) {
        return sound.progress(run);
    }

    @Override
    public FailAnswer fail(Fail fail) {
        return sound.fail(fail);
    }

    @Override
    public List<@Nullable TaskResult> results(RunKey run, int[] tasks) {
        return sound.results(run, tasks);
    }

    @Override
    public Optional<RunRecord> find(RunId id) {
        return sound.find(id);
    }

    @Override
    public Optional<RunRecord> await(RunKey run, Duration atMost) {
        return sound.await(run, atMost);
    }

    @Override
    public List<RunEvent> events(RunKey run, long from, int max, Duration atMost) {
        return sound.events(run, from, max, atMost);
    }

    @Override
    public EndWatch watchEnds(EndListener told) {
        return sound.watchEnds(told);
    }

    @Override
    public CancelAnswer cancel(RunKey run) {
        return sound.cancel(run);
    }

    @Override
    public ResumeAnswer resume(Resume resume) {
        return sound.resume(resume);
    }

    @Override
    public List<RunKey> activeRuns() {
        return sound.activeRuns();
    }

    @Override
    public Optional<RunSnapshot> inspect(RunKey run) {
        return sound.inspect(run);
    }

    @Override
    public void close() {
        sound.close();
    }
}
