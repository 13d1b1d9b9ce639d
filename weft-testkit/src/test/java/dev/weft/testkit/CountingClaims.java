package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.model.RunKey;
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
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shows its users 1, 2, 3 … for the numbers of each task's claims: a store that has lost its last steps
/// gives the same numbers out again.
final class CountingClaims extends ForwardingRunStore {
    private final Map<Integer, List<Long>> issued = new HashMap<>();

    CountingClaims(RunStore sound) {
        super(sound);
    }

    private Claim shown(Claim claim) {
        List<Long> known = issued.computeIfAbsent(claim.task(), _ -> new ArrayList<>());
        if (!known.contains(claim.k())) {
            known.add(claim.k());
        }
        return new Claim(claim.task(), known.indexOf(claim.k()) + 1);
    }

    private Claim meant(Claim claim) {
        List<Long> known = issued.getOrDefault(claim.task(), List.of());
        int index = (int) claim.k() - 1;
        return new Claim(claim.task(), index < known.size() ? known.get(index) : Long.MAX_VALUE);
    }

    private Grant shown(Grant g) {
        Claim claim = shown(g.claim());
        return new Grant(g.task(), claim.k(), g.mode(), g.skip(), g.failures(), g.losses());
    }

    private List<Grant> shown(List<Grant> grants) {
        return grants.stream().map(this::shown).toList();
    }

    private List<Claim> meant(List<Claim> claims) {
        return claims.stream().map(this::meant).toList();
    }

    @Override
    public SubmitAnswer submit(Submit submit) {
        return sound.submit(submit) instanceof SubmitAnswer.Created(var roots, var epoch, var next)
                ? new SubmitAnswer.Created(shown(roots), epoch, next)
                : sound.submit(submit);
    }

    @Override
    public StartAnswer start(Start s) {
        List<Start.Adoption> claims =
                s.claims().stream()
                        .map(a -> new Start.Adoption(meant(a.claim()), a.execution()))
                        .toList();
        StartAnswer answer =
                sound.start(new Start(s.run(), s.epoch(), s.worker(), claims, s.inputs()));
        return answer
                        instanceof
                        StartAnswer.Started(var verdicts, var inputs, var growths, var next)
                ? new StartAnswer.Started(
                        verdicts.stream().map(this::shown).toList(), inputs, growths, next)
                : answer;
    }

    private StartAnswer.Verdict shown(StartAnswer.Verdict verdict) {
        return switch (verdict) {
            case StartAnswer.Verdict.Adopted(var grant) ->
                    new StartAnswer.Verdict.Adopted(shown(grant));
            case StartAnswer.Verdict.PublishOnly(var claim, var winner) ->
                    new StartAnswer.Verdict.PublishOnly(shown(claim), winner);
            case StartAnswer.Verdict.Refused(var claim, var reason) ->
                    new StartAnswer.Verdict.Refused(claim, reason);
            case StartAnswer.Verdict.NotReady(var claim) ->
                    new StartAnswer.Verdict.NotReady(shown(claim));
        };
    }

    @Override
    public CommitAnswer commit(Commit c) {
        CommitAnswer answer =
                sound.commit(
                        new Commit(
                                c.run(),
                                c.epoch(),
                                c.worker(),
                                meant(c.claim()),
                                c.tasks(),
                                c.part(),
                                c.last(),
                                c.keep(),
                                c.wanted(),
                                meant(c.handOvers()),
                                c.deleted(),
                                c.work()));
        return answer instanceof CommitAnswer.Committed a
                ? new CommitAnswer.Committed(
                        a.again(),
                        shown(a.grants()),
                        a.inputs(),
                        a.garbage(),
                        a.nextDeadlineMicros(),
                        a.status())
                : answer;
    }

    @Override
    public GrowAnswer grow(Grow g) {
        return sound.grow(
                new Grow(
                        g.run(),
                        g.epoch(),
                        g.worker(),
                        meant(g.claim()),
                        g.task(),
                        g.execution(),
                        g.label(),
                        g.tasks(),
                        g.edges()));
    }

    @Override
    public HoldAnswer hold(Hold h) {
        HoldAnswer answer =
                sound.hold(
                        new Hold(
                                h.run(),
                                h.epoch(),
                                h.worker(),
                                meant(h.claim()),
                                h.task(),
                                h.execution(),
                                h.edges()));
        return answer instanceof HoldAnswer.Held(var grants, var unready, var contended)
                ? new HoldAnswer.Held(shown(grants), unready, contended)
                : answer;
    }

    @Override
    public RenewAnswer renew(Renew r) {
        List<Renew.Renewal> claims =
                r.claims().stream()
                        .map(a -> new Renew.Renewal(meant(a.claim()), a.executing()))
                        .toList();
        RenewAnswer answer =
                sound.renew(
                        new Renew(r.run(), r.epoch(), r.worker(), claims, meant(r.handOvers())));
        return answer instanceof RenewAnswer.Renewed(var lost, var next)
                ? new RenewAnswer.Renewed(lost.stream().map(this::shown).toList(), next)
                : answer;
    }

    @Override
    public ReapAnswer reap(RunKey run, int max) {
        return shown(sound.reap(run, max));
    }

    @Override
    public ReapAnswer lost(LostWorker lost) {
        return shown(sound.lost(lost));
    }

    private ReapAnswer shown(ReapAnswer answer) {
        return answer instanceof ReapAnswer.Reaped r
                ? new ReapAnswer.Reaped(
                        shown(r.reissued()),
                        r.garbage(),
                        r.nextDeadlineMicros(),
                        r.epoch(),
                        r.status())
                : answer;
    }

    @Override
    public FailAnswer fail(Fail f) {
        FailAnswer answer =
                sound.fail(
                        new Fail(
                                f.run(),
                                f.epoch(),
                                f.worker(),
                                meant(f.claim()),
                                f.execution(),
                                f.error(),
                                f.retryAfter(),
                                f.edges(),
                                f.inputs(),
                                f.part(),
                                f.last()));
        return answer instanceof FailAnswer.Recorded(var again, var grants, var next, var status)
                ? new FailAnswer.Recorded(again, shown(grants), next, status)
                : answer;
    }

    @Override
    public InvalidateAnswer invalidate(Invalidate i) {
        InvalidateAnswer answer =
                sound.invalidate(
                        new Invalidate(
                                i.run(),
                                i.epoch(),
                                i.worker(),
                                meant(i.claim()),
                                i.parent(),
                                i.execution(),
                                i.edges(),
                                i.inputs(),
                                i.fenced()));
        return answer
                        instanceof
                        InvalidateAnswer.Invalidated(var again, var grants, var next, var status)
                ? new InvalidateAnswer.Invalidated(again, shown(grants), next, status)
                : answer;
    }

    @Override
    public ResumeAnswer resume(Resume resume) {
        ResumeAnswer answer = sound.resume(resume);
        return answer instanceof ResumeAnswer.Resumed(var epoch, var grants, var next)
                ? new ResumeAnswer.Resumed(epoch, shown(grants), next)
                : answer;
    }
}
