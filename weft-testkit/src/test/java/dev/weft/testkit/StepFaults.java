package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Hold;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Rules of the steps other than COMMIT that can be broken at the wire. One long list of small
/// things that are read one at a time: splitting it would only hide which rules are covered.
final class StepFaults {
    private StepFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                new PlantedFault(
                        "a submission that is repeated finds an existing run",
                        "Submitting",
                        "submitThatIsRepeatedGivesTheSameClaims",
                        RepeatedIsExisting::new),
                submission(
                        "the content of a submission is not looked at",
                        "Submitting",
                        "anotherClientWithOtherWorkIsRefused",
                        s -> copy(s, "same", s.fencedRoots(), s.limits())),
                submission(
                        "a root with outside effects is not fenced",
                        "Committing",
                        "lostAttemptOfARootWithOutsideEffectsIsFenced",
                        s -> copy(s, s.contentHash(), new BitSet(), s.limits())),
                submission(
                        "no task is poison",
                        "LeasesAndDeadlines",
                        "taskThatLosesItsWorkersAgainAndAgainEndsTheRunAsPoison",
                        s ->
                                copy(
                                        s,
                                        s.contentHash(),
                                        s.fencedRoots(),
                                        s.limits().withPoisonLimit(99))),
                submission(
                        "there is no loss window",
                        "A5Collecting",
                        "a_valueStaysForTheLossWindowAfterItsLastChildHasCommitted",
                        s ->
                                copy(
                                        s,
                                        s.contentHash(),
                                        s.fencedRoots(),
                                        s.limits().withLossWindow(Duration.ZERO))),
                submission(
                        "an ended run is kept for ever",
                        "B9Expiring",
                        "endedRunIsGoneWhenItsRetentionIsOver",
                        s ->
                                copy(
                                        s,
                                        s.contentHash(),
                                        s.fencedRoots(),
                                        s.limits().withRetention(Duration.ofDays(99)))),
                submission(
                        "a run has no hard end",
                        "LeasesAndDeadlines",
                        "runBeyondItsHardEndIsFailedAsExpired",
                        s ->
                                copy(
                                        s,
                                        s.contentHash(),
                                        s.fencedRoots(),
                                        s.limits().withHardEnd(Duration.ofDays(99)))),
                submission(
                        "a run that should go on ends with the first failure",
                        "B1Failing",
                        "goingOnSkipsOnlyWhatIsDownstreamOfTheFailure",
                        s -> copy(s, s.contentHash(), s.fencedRoots(), s.limits().withGoOn(false))),
                submission(
                        "a lease is longer than the run's limits say",
                        "Starting",
                        "adoptedClaimHasALeaseFromThenOn",
                        s ->
                                copy(
                                        s,
                                        s.contentHash(),
                                        s.fencedRoots(),
                                        s.limits().withLease(Duration.ofMinutes(1)))),
                start(
                        "whoever asks adopts a claim",
                        "Starting",
                        "secondWorkerHearsThatTheClaimIsTaken",
                        StepFaults::adoptedByAnybody),
                new PlantedFault(
                        "a worker adopts a claim once more for another execution",
                        "A1AndA4OneExecutionOneAnswer",
                        "duplicateDeliveryToOneWorkerIsNotASecondExecution",
                        BlindToExecutions::new),
                new PlantedFault(
                        "an open task is executed again",
                        "A2EdgesInChunks",
                        "c_whoeverReapsAnOpenTaskPublishesItInTheNameOfTheWinner",
                        sound -> onStart(sound, StepFaults::executeAgain)),
                new PlantedFault(
                        "HOLD claims children that wait for others too",
                        "Holding",
                        "childThatWaitsForOthersTooIsNotGranted",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public HoldAnswer hold(Hold h) {
                                        OutgoingEdges e = h.edges();
                                        int[] one = new int[e.size()];
                                        java.util.Arrays.fill(one, 1);
                                        return sound.hold(
                                                new Hold(
                                                        h.run(),
                                                        h.epoch(),
                                                        h.worker(),
                                                        h.claim(),
                                                        h.task(),
                                                        h.execution(),
                                                        new OutgoingEdges(
                                                                e.edges(),
                                                                e.children(),
                                                                one,
                                                                e.fenced())));
                                    }
                                }),
                new PlantedFault(
                        "a second holder is not told of the first",
                        "Holding",
                        "childWaitsForOneHolderOnly",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public HoldAnswer hold(Hold hold) {
                                        return sound.hold(hold) instanceof HoldAnswer.Held h
                                                ? new HoldAnswer.Held(
                                                        h.grants(), h.unready() + h.contended(), 0)
                                                : sound.hold(hold);
                                    }
                                }),
                renew(
                        "RENEW tells of no loss",
                        "LeasesAndDeadlines",
                        "claimsThatAreNotTheCallersAreLost",
                        (sound, r) ->
                                sound.renew(r) instanceof RenewAnswer.Renewed a
                                        ? new RenewAnswer.Renewed(List.of(), a.nextDeadlineMicros())
                                        : sound.renew(r)),
                renew(
                        "RENEW extends nothing",
                        "LeasesAndDeadlines",
                        "renewalExtendsALeaseByItsWholeLength",
                        (_, _) -> new RenewAnswer.Renewed(List.of(), Long.MAX_VALUE)),
                reap(
                        "REAP takes more than it was asked for",
                        "LeasesAndDeadlines",
                        "reapingTakesNoMoreThanItWasAskedFor",
                        (sound, run) -> sound.reap(run, Integer.MAX_VALUE)),
                reap(
                        "a dispatch counts as an attempt",
                        "LeasesAndDeadlines",
                        "a3_invocationThatIsNotAdoptedIsSentAgainWithTheSameClaim",
                        (sound, run) ->
                                withGrants(
                                        sound.reap(run, 1_000),
                                        g ->
                                                new Grant(
                                                        g.task(),
                                                        g.k() + 1,
                                                        g.mode(),
                                                        g.skip(),
                                                        g.failures(),
                                                        g.losses() + 1))),
                reap(
                        "losses are not counted",
                        "LeasesAndDeadlines",
                        "lossOfAStartedClaimIsCountedAndTheNextClaimIsIssued",
                        (sound, run) ->
                                withGrants(
                                        sound.reap(run, 1_000),
                                        g ->
                                                new Grant(
                                                        g.task(),
                                                        g.k(),
                                                        g.mode(),
                                                        g.skip(),
                                                        g.failures(),
                                                        0))),
                reap(
                        "REAP issues nothing anew",
                        "LeasesAndDeadlines",
                        "keptClaimWhoseWorkerIsLostIsIssuedToWhoeverIsInvoked",
                        (sound, run) -> sound.reap(run, 0)),
                reap(
                        "a lost held child is dispatched instead of unclaimed",
                        "Holding",
                        "reapedHeldChildIsUnclaimedAndComesBackWithItsParent",
                        StepFaults::dispatchingHeld),
                reap(
                        "garbage is handed out to every caller",
                        "A5Collecting",
                        "valueIsHandedOutToOneCallerAtATime",
                        StepFaults::handingOutTwice),
                fail(
                        "a stale FAIL is accepted",
                        "B1Failing",
                        "attemptThatLostItsClaimDoesNotFailTheTaskThatGoesOn",
                        StepFaults::failingTheCurrentClaim),
                fail(
                        "a FAIL that is repeated is counted twice",
                        "B1Failing",
                        "failureThatIsReportedTwiceIsCountedOnce",
                        StepFaults::countingEveryFailure),
                fail(
                        "a FAIL after the first one is lost",
                        "B1Failing",
                        "failureInARunThatHasJustFailedStillStoresItsError",
                        (sound, f) ->
                                sound.inspect(f.run())
                                                .filter(s -> s.run().status().ended())
                                                .isPresent()
                                        ? new FailAnswer.Over(dev.weft.spi.RunOver.OVER)
                                        : sound.fail(f)),
                fail(
                        "the next attempt is due at once",
                        "B1Failing",
                        "failedAttemptIsFollowedByAnotherWhenItIsDue",
                        (sound, f) ->
                                sound.fail(
                                        new Fail(
                                                f.run(),
                                                f.epoch(),
                                                f.worker(),
                                                f.claim(),
                                                f.execution(),
                                                f.error(),
                                                f.retryAfter().map(_ -> Duration.ZERO),
                                                f.edges(),
                                                f.inputs(),
                                                f.part(),
                                                f.last()))),
                fail(
                        "what all tasks need is lost and the run goes on",
                        "B1Failing",
                        "runThatGoesOnEndsAllTheSameWhenWhatAllItsTasksNeedIsLost",
                        (sound, f) ->
                                sound.fail(
                                        f.endsRun()
                                                ? new Fail(
                                                        f.run(),
                                                        f.epoch(),
                                                        f.worker(),
                                                        f.claim(),
                                                        f.execution(),
                                                        f.error().withCode(ErrorCode.TASK_THREW),
                                                        f.retryAfter(),
                                                        f.edges(),
                                                        f.inputs(),
                                                        f.part(),
                                                        f.last())
                                                : f)),
                resume(
                        "a resumption that is repeated is another one",
                        "B2CancellingAndResuming",
                        "epoch_resumptionThatIsRepeatedResumesOnce",
                        (sound, r) ->
                                sound.resume(
                                        new Resume(
                                                r.run(),
                                                r.shapeHash(),
                                                sound.find(r.run().id())
                                                        .map(RunRecord::epoch)
                                                        .orElse(1),
                                                r.code(),
                                                r.resumedBy()))),
                resume(
                        "the shape is not looked at when resuming",
                        "B2CancellingAndResuming",
                        "otherGraphCannotResumeTheRun",
                        (sound, r) ->
                                sound.resume(
                                        new Resume(
                                                r.run(),
                                                sound.find(r.run().id())
                                                        .map(RunRecord::shapeHash)
                                                        .orElse(""),
                                                r.fromEpoch(),
                                                r.code(),
                                                r.resumedBy()))),
                new PlantedFault(
                        "cancel does not tell what it found",
                        "B2CancellingAndResuming",
                        "cancelTellsTheStatusThatItFound",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public CancelAnswer cancel(RunKey run) {
                                        sound.cancel(run);
                                        return new CancelAnswer.Found(RunStatus.RUNNING);
                                    }
                                }),
                new PlantedFault(
                        "the bell is taken away by the first who hears it",
                        "B12WaitingAndWatching",
                        "everybodyWhoWaitsHearsOfTheEnd",
                        TakingTheBellAway::new),
                new PlantedFault(
                        "an event is lost",
                        "B12WaitingAndWatching",
                        "eventsTellWhatHappenedInOrderAndWithoutGaps",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public List<RunEvent> events(
                                            RunKey run, long from, int max, Duration atMost) {
                                        return sound.events(run, from, max, atMost).stream()
                                                .filter(event -> event.sequence() != 2)
                                                .toList();
                                    }
                                }),
                new PlantedFault(
                        "the incarnation is not looked at",
                        "A1AndA4OneExecutionOneAnswer",
                        "nothingOfAnEarlierIncarnationReachesTheRun",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public CommitAnswer commit(Commit c) {
                                        RunKey key =
                                                sound.find(c.run().id())
                                                        .map(RunRecord::run)
                                                        .orElse(c.run());
                                        return sound.commit(
                                                new Commit(
                                                        key,
                                                        c.epoch(),
                                                        c.worker(),
                                                        c.claim(),
                                                        c.tasks(),
                                                        c.part(),
                                                        c.last(),
                                                        c.keep(),
                                                        c.handOvers(),
                                                        c.deleted()));
                                    }
                                }),
                new PlantedFault(
                        "k is counted and does not come from the clock",
                        "Granting",
                        "claimNumbersAreNotBehindTheStoresClock",
                        CountingClaims::new),
                new PlantedFault(
                        "an ended run stays in the index of active runs",
                        "Submitting",
                        "activeRunsAreThoseThatHaveNotEnded",
                        NeverInactive::new));
    }

    private static PlantedFault submission(
            String rule, String group, String method, UnaryOperator<Submit> change) {
        return new PlantedFault(
                rule,
                group,
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public SubmitAnswer submit(Submit submit) {
                                return sound.submit(change.apply(submit));
                            }
                        });
    }

    private static Submit copy(Submit s, String content, BitSet fenced, RunLimits limits) {
        return new Submit(
                s.run(),
                s.shapeHash(),
                content,
                s.tasks(),
                s.edges(),
                s.sink(),
                s.roots(),
                fenced,
                limits,
                s.code(),
                s.submittedBy());
    }

    /// What becomes of a step at the wire of a sound store.
    private interface Step<S, A> {
        A take(RunStore sound, S step);
    }

    private static PlantedFault start(
            String rule, String group, String method, Step<Start, StartAnswer> step) {
        return new PlantedFault(rule, group, method, sound -> onStart(sound, step));
    }

    private static RunStore onStart(RunStore sound, Step<Start, StartAnswer> step) {
        return new ForwardingRunStore(sound) {
            @Override
            public StartAnswer start(Start start) {
                return step.take(sound, start);
            }
        };
    }

    private static PlantedFault renew(
            String rule, String group, String method, Step<Renew, RenewAnswer> step) {
        return new PlantedFault(
                rule,
                group,
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public RenewAnswer renew(Renew renew) {
                                return step.take(sound, renew);
                            }
                        });
    }

    private static PlantedFault reap(
            String rule, String group, String method, Step<RunKey, ReapAnswer> step) {
        return new PlantedFault(
                rule,
                group,
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public ReapAnswer reap(RunKey run, int max) {
                                return step.take(sound, run);
                            }
                        });
    }

    private static PlantedFault fail(
            String rule, String group, String method, Step<Fail, FailAnswer> step) {
        return new PlantedFault(
                rule,
                group,
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public FailAnswer fail(Fail fail) {
                                return step.take(sound, fail);
                            }
                        });
    }

    private static PlantedFault resume(
            String rule, String group, String method, Step<Resume, ResumeAnswer> step) {
        return new PlantedFault(
                rule,
                group,
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public ResumeAnswer resume(Resume resume) {
                                return step.take(sound, resume);
                            }
                        });
    }

    private static StartAnswer adoptedByAnybody(RunStore sound, Start start) {
        return changed(
                sound.start(start),
                verdict ->
                        verdict instanceof Verdict.Refused refused
                                ? adopted(refused.claim())
                                : verdict);
    }

    private static StartAnswer executeAgain(RunStore sound, Start start) {
        return changed(
                sound.start(start),
                verdict ->
                        verdict instanceof Verdict.PublishOnly open
                                ? adopted(open.claim())
                                : verdict);
    }

    private static Verdict adopted(Claim claim) {
        return new Verdict.Adopted(
                new Grant(claim.task(), claim.k(), ClaimMode.INVOKE, false, 0, 0));
    }

    private static StartAnswer changed(StartAnswer answer, Function<Verdict, Verdict> change) {
        return answer instanceof StartAnswer.Started s
                ? new StartAnswer.Started(
                        s.verdicts().stream().map(change).toList(),
                        s.inputs(),
                        s.growths(),
                        s.nextDeadlineMicros())
                : answer;
    }

    private static ReapAnswer withGrants(ReapAnswer answer, UnaryOperator<Grant> change) {
        return answer instanceof ReapAnswer.Reaped r
                ? new ReapAnswer.Reaped(
                        r.reissued().stream().map(change).toList(),
                        r.garbage(),
                        r.nextDeadlineMicros(),
                        r.epoch(),
                        r.status())
                : answer;
    }

    private static ReapAnswer dispatchingHeld(RunStore sound, RunKey run) {
        Map<Integer, RunSnapshot.ClaimState> before =
                sound.inspect(run).map(RunSnapshot::claims).orElse(Map.of());
        ReapAnswer answer = sound.reap(run, 1_000);
        if (!(answer instanceof ReapAnswer.Reaped r)) {
            return answer;
        }
        Set<Integer> left =
                sound.inspect(run).map(state -> state.index().keySet()).orElse(Set.of());
        List<Grant> grants = new ArrayList<>(r.reissued());
        before.forEach((task, claim) -> {
            if (!left.contains(task)) {
                grants.add(new Grant(task, claim.k() + 1, ClaimMode.INVOKE, false, 0, 1));
            }
        });
        return new ReapAnswer.Reaped(
                grants, r.garbage(), r.nextDeadlineMicros(), r.epoch(), r.status());
    }

    private static ReapAnswer handingOutTwice(RunStore sound, RunKey run) {
        return sound.reap(run, 1_000) instanceof ReapAnswer.Reaped r
                ? new ReapAnswer.Reaped(
                        r.reissued(),
                        sound.inspect(run).map(RunSnapshot::trash).orElse(List.of()),
                        r.nextDeadlineMicros(),
                        r.epoch(),
                        r.status())
                : sound.reap(run, 1_000);
    }

    private static FailAnswer failingTheCurrentClaim(RunStore sound, Fail f) {
        RunSnapshot.ClaimState current =
                sound.inspect(f.run()).map(s -> s.claims().get(f.claim().task())).orElse(null);
        Claim claim = current == null ? f.claim() : new Claim(f.claim().task(), current.k());
        return sound.fail(
                new Fail(
                        f.run(),
                        f.epoch(),
                        f.worker(),
                        claim,
                        f.execution(),
                        f.error(),
                        f.retryAfter(),
                        f.edges(),
                        f.inputs(),
                        f.part(),
                        f.last()));
    }

    private static FailAnswer countingEveryFailure(RunStore sound, Fail f) {
        int errors = sound.inspect(f.run()).map(s -> s.run().errors().size()).orElse(0);
        return failingTheCurrentClaim(
                sound,
                new Fail(
                        f.run(),
                        f.epoch(),
                        f.worker(),
                        f.claim(),
                        f.execution() + 2L * errors,
                        f.error(),
                        f.retryAfter(),
                        f.edges(),
                        f.inputs(),
                        f.part(),
                        f.last()));
    }

    private static final class RepeatedIsExisting extends ForwardingRunStore {
        RepeatedIsExisting(RunStore sound) {
            super(sound);
        }

        @Override
        public SubmitAnswer submit(Submit submit) {
            Optional<RunRecord> found = sound.find(submit.run().id());
            return found.<SubmitAnswer>map(SubmitAnswer.Existing::new)
                    .orElseGet(() -> sound.submit(submit));
        }
    }

    private static final class BlindToExecutions extends ForwardingRunStore {
        private final Map<Claim, Long> first = new HashMap<>();

        BlindToExecutions(RunStore sound) {
            super(sound);
        }

        @Override
        public StartAnswer start(Start start) {
            List<Start.Adoption> claims =
                    start.claims().stream()
                            .map(a ->
                                    new Start.Adoption(
                                            a.claim(),
                                            first.computeIfAbsent(a.claim(), _ -> a.execution())))
                            .toList();
            return sound.start(
                    new Start(start.run(), start.epoch(), start.worker(), claims, start.inputs()));
        }
    }

    private static final class TakingTheBellAway extends ForwardingRunStore {
        private final Set<RunKey> heard = new HashSet<>();

        TakingTheBellAway(RunStore sound) {
            super(sound);
        }

        @Override
        public synchronized Optional<RunRecord> await(RunKey run, Duration atMost) {
            Optional<RunRecord> found = sound.await(run, Duration.ofMillis(200));
            boolean ended = found.filter(record -> record.status().ended()).isPresent();
            return ended && !heard.add(run) ? Optional.empty() : found;
        }
    }

    private static final class NeverInactive extends ForwardingRunStore {
        private final Set<RunKey> seen = new HashSet<>();

        NeverInactive(RunStore sound) {
            super(sound);
        }

        @Override
        public List<RunKey> activeRuns() {
            seen.addAll(sound.activeRuns());
            return List.copyOf(seen);
        }

        @Override
        public Optional<RunRecord> find(RunId id) {
            return sound.find(id);
        }
    }
}
