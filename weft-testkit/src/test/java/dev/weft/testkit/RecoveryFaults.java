package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.RunCode;
import dev.weft.model.RunEvent;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunProgress;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.model.WorkDone;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.InvalidateAnswer.Invalidated;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.Superseded;
import dev.weft.spi.WantedInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Rules of what follows a loss (of a worker, an output, the store for a while) and of what a run tells of
/// itself, broken at the wire. Like the other lists one long one of small things.
final class RecoveryFaults {
    private static final String LOST_OUTPUTS = "B5LostOutputs";
    private static final String LOST_WORKERS = "LostWorkers";
    private static final String WANTED = "WantedInputsOfChildren";

    private RecoveryFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(outputs(), workers(), outages(), progress(), wanted(), records())
                .flatMap(Function.identity());
    }

    /// One fault that several cases must notice.
    private static Stream<PlantedFault> fault(
            String rule, String group, Function<RunStore, RunStore> broken, String... cases) {
        return Stream.of(cases).map(name -> new PlantedFault(rule, group, name, broken));
    }

    /// What becomes of a step at the wire of a sound store.
    private interface Step<S, A> {
        A take(RunStore sound, S step);
    }

    // Outputs

    private static Stream<PlantedFault> outputs() {
        return Stream.of(
                        lostOutput(
                                "a lost output is not made again",
                                (_, _) -> new InvalidateAnswer.Changed(),
                                "lostOutputIsMadeAgainAndReadByThoseWhoWaitedForIt",
                                "readerWhoseClaimWasIssuedAnewIsRefused",
                                "commitOfTheLostOutputIsNotAcceptedAgain",
                                "rootWhoseLostAttemptMayCommitIsFencedAllTheSame",
                                "nextOutputMayBeAnotherIfNoChildHasUsedTheLostOne",
                                "divergingOutputIsNotRecordedAfterTheEndEither",
                                "outputThatIsMadeAgainForNobodyIsKeptForTheLossWindow",
                                "openTaskIsNotPublishedAnyFurther",
                                "openSegmentEndsWithoutItsLastTask",
                                "outputThatIsMadeAgainOutlivesACancellation",
                                "taskThatTheRunDoesNotHaveIsRefused"),
                        lostOutput(
                                "its readers go on",
                                (sound, i) ->
                                        sound.invalidate(with(i, OutgoingEdges.NONE, i.inputs())),
                                "whatWasBegunOfTheReadersIsVoid",
                                "childThatIsHeldForAnotherInputIsWithdrawn",
                                "childThatWaitsForItsNextAttemptWaitsForItsInputToo"),
                        lostOutput(
                                "what it had consumed stays consumed",
                                (sound, i) -> sound.invalidate(with(i, i.edges(), Inputs.NONE)),
                                "inputOfATaskThatIsMadeAgainIsNotTrashAnyMore",
                                "lateNewsThatAnInputWasDeletedDoNotGiveUpWhatIsNeededAgain",
                                "taskInsideOfASegmentIsMadeAgainWithThoseBeforeIt"),
                        lostOutput(
                                "the execution is not looked at",
                                RecoveryFaults::ofWhateverExecution,
                                "reportOfAnOutcomeThatDoesNotStandIsAnsweredWithReadAgain"),
                        lostOutput(
                                "whoever says so is believed",
                                RecoveryFaults::inTheNameOfTheHolder,
                                "reportByWhoDoesNotHoldTheClaimChangesNothing",
                                "secondReaderOfALostOutputIsRefusedSinceItsClaimIsGone"),
                        lostOutput(
                                "a repeated report is refused",
                                (sound, i) ->
                                        sound.invalidate(i) instanceof Invalidated first
                                                        && !first.again()
                                                ? first
                                                : new InvalidateAnswer.Refused(Superseded.UNKNOWN),
                                "reportThatIsRepeatedGivesTheSameClaim"),
                        lostOutput(
                                "the producer is granted although it waits itself",
                                RecoveryFaults::grantedAlways,
                                "taskWaitsForAnInputThatIsMadeAgainToo"),
                        lostOutput(
                                "an output may be lost as often as it likes",
                                (sound, i) ->
                                        sound.invalidate(i)
                                                        instanceof
                                                        Invalidated(
                                                                var again,
                                                                var grants,
                                                                var next,
                                                                _)
                                                ? new Invalidated(
                                                        again, grants, next, RunStatus.RUNNING)
                                                : sound.invalidate(i),
                                "outputThatIsLostTooOftenEndsTheRunAsDataLoss"),
                        lostOutput(
                                "outside effects are forgotten",
                                (sound, i) -> sound.invalidate(unfenced(i)),
                                "taskWithOutsideEffectsIsFencedWhenItIsMadeAgain"),
                        lostOutput(
                                "a run that is over is told of as if it were not",
                                (sound, i) ->
                                        sound.invalidate(i) instanceof InvalidateAnswer.Over
                                                ? new InvalidateAnswer.Changed()
                                                : sound.invalidate(i),
                                "nothingIsInvalidatedInARunThatHasEndedOrDoesNotExist"),
                        fault(
                                "outputs are not compared with those that were lost",
                                LOST_OUTPUTS,
                                onTasks(t -> with(t, withoutDigest(t.output()))),
                                "nextOutputMustBeTheLostOneIfAChildHasUsedThat",
                                "collectedOutputIsMadeAgainForATaskThatIsMadeAgain",
                                "digestOfACollectedOutputIsStillKnown"),
                        fault(
                                "a settled child is to be executed again",
                                LOST_OUTPUTS,
                                onCommit(RecoveryFaults::grantingTheFirstChild),
                                "childThatHasSettledStays"),
                        fault(
                                "a segment with a void task in it is accepted",
                                LOST_OUTPUTS,
                                onCommit((sound, c) ->
                                        sound.commit(c) instanceof CommitAnswer.Refused r
                                                        && r.reason() == Superseded.STALE_INPUT
                                                ? nothingNew(true)
                                                : sound.commit(c)),
                                "segmentThatWasClaimedEarlierIsRefusedWithTheReaderInsideAndAcceptedWithout"),
                        fault(
                                "a repeated segment brings grants back",
                                LOST_OUTPUTS,
                                onCommit(RecoveryFaults::grantingTheFirstChild),
                                "segmentThatIsRepeatedDoesNotBringALostOutputBack"),
                        fault(
                                "the lost value is forgotten",
                                LOST_OUTPUTS,
                                sound ->
                                        new ForwardingRunStore(sound) {
                                            @Override
                                            public Optional<RunSnapshot> inspect(RunKey run) {
                                                return sound.inspect(run)
                                                        .map(RecoveryFaults::withoutTrash);
                                            }
                                        },
                                "lostValueIsTrashInCaseItIsOnlyOutOfSight"),
                        fault(
                                "a resumption does not forgive",
                                LOST_OUTPUTS,
                                Unforgiving::new,
                                "afterAResumptionLossesAreCountedAnew"),
                        fault(
                                "no event tells of it",
                                LOST_OUTPUTS,
                                sound ->
                                        new ForwardingRunStore(sound) {
                                            @Override
                                            public List<RunEvent> events(
                                                    RunKey run, long from, int max, Duration wait) {
                                                return sound.events(run, from, max, wait).stream()
                                                        .filter(event ->
                                                                event.kind()
                                                                        != RunEvent.Kind
                                                                                .INVALIDATED)
                                                        .toList();
                                            }
                                        },
                                "eventsTellThatAnOutputWasLost"))
                .flatMap(Function.identity());
    }

    private static Stream<PlantedFault> lostOutput(
            String rule, Step<Invalidate, InvalidateAnswer> step, String... cases) {
        return fault(
                rule,
                LOST_OUTPUTS,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public InvalidateAnswer invalidate(Invalidate invalidate) {
                                return step.take(sound, invalidate);
                            }
                        },
                cases);
    }

    private static Invalidate with(Invalidate i, OutgoingEdges edges, Inputs inputs) {
        return copy(i, i.worker(), i.claim(), i.execution(), edges, inputs, i.fenced());
    }

    private static Invalidate unfenced(Invalidate i) {
        return copy(i, i.worker(), i.claim(), i.execution(), i.edges(), i.inputs(), false);
    }

    private static Invalidate copy(
            Invalidate i,
            WorkerId worker,
            Claim claim,
            long execution,
            OutgoingEdges edges,
            Inputs inputs,
            boolean fenced) {
        return new Invalidate(
                i.run(), i.epoch(), worker, claim, i.parent(), execution, edges, inputs, fenced);
    }

    private static InvalidateAnswer ofWhateverExecution(RunStore sound, Invalidate i) {
        TaskResult result = sound.results(i.run(), new int[] {i.parent()}).getFirst();
        long execution = result == null ? i.execution() : result.execution();
        return sound.invalidate(
                copy(i, i.worker(), i.claim(), execution, i.edges(), i.inputs(), i.fenced()));
    }

    private static InvalidateAnswer inTheNameOfTheHolder(RunStore sound, Invalidate i) {
        InvalidateAnswer answer = sound.invalidate(i);
        if (!(answer instanceof InvalidateAnswer.Refused)) {
            return answer;
        }
        return new Invalidated(false, List.of(), Long.MAX_VALUE, RunStatus.RUNNING);
    }

    private static InvalidateAnswer grantedAlways(RunStore sound, Invalidate i) {
        InvalidateAnswer answer = sound.invalidate(i);
        return answer instanceof Invalidated(var again, var grants, var next, var status)
                        && grants.isEmpty()
                ? new Invalidated(again, List.of(grant(i.parent(), 1)), next, status)
                : answer;
    }

    private static Grant grant(int task, long k) {
        return new Grant(task, k, ClaimMode.INVOKE, false, 0, 0);
    }

    private static Committed nothingNew(boolean again) {
        return new Committed(again, List.of(), List.of(), List.of(), 0, RunStatus.RUNNING);
    }

    private static CommitAnswer grantingTheFirstChild(RunStore sound, Commit c) {
        CommitAnswer answer = sound.commit(c);
        int[] children = c.tasks().getLast().edges().children();
        if (!(answer instanceof Committed a) || children.length == 0) {
            return answer;
        }
        List<Grant> grants = new ArrayList<>(a.grants());
        if (grants.stream().noneMatch(grant -> grant.task() == children[0])) {
            grants.add(grant(children[0], 1));
        }
        return with(a, grants, a.inputs());
    }

    private static Committed with(Committed c, List<Grant> grants, List<TaskResult> inputs) {
        return new Committed(
                c.again(), grants, inputs, c.garbage(), c.nextDeadlineMicros(), c.status());
    }

    private static Output withoutDigest(Output output) {
        return switch (output) {
            case Output.Inline(var payload, var bytes, _) -> new Output.Inline(payload, bytes, 0);
            case Output.Spread(var bytes, _) -> new Output.Spread(bytes, 0);
            case Output.None _, Output.Elided _, Output.Collected _ -> output;
        };
    }

    private static SegmentTask with(SegmentTask t, Output output) {
        return new SegmentTask(
                t.task(),
                t.execution(),
                t.outcome(),
                output,
                t.edges(),
                t.inputs(),
                t.failures(),
                t.grown(),
                t.settlesGrown());
    }

    private static RunSnapshot withoutTrash(RunSnapshot s) {
        return new RunSnapshot(
                s.run(),
                s.results(),
                s.claims(),
                s.index(),
                s.parked(),
                s.arrived(),
                s.skipped(),
                s.consumed(),
                s.values(),
                List.of(),
                s.growths(),
                s.keys());
    }

    private static Function<RunStore, RunStore> onCommit(Step<Commit, CommitAnswer> step) {
        return sound ->
                new ForwardingRunStore(sound) {
                    @Override
                    public CommitAnswer commit(Commit commit) {
                        return step.take(sound, commit);
                    }
                };
    }

    private static Function<RunStore, RunStore> onTasks(UnaryOperator<SegmentTask> change) {
        return onCommit((sound, c) ->
                sound.commit(
                        new Commit(
                                c.run(),
                                c.epoch(),
                                c.worker(),
                                c.claim(),
                                c.tasks().stream().map(change).toList(),
                                c.part(),
                                c.last(),
                                c.keep(),
                                c.wanted(),
                                c.handOvers(),
                                c.deleted(),
                                c.work())));
    }

    private static final class Unforgiving extends ForwardingRunStore {
        private int reports;

        Unforgiving(RunStore sound) {
            super(sound);
        }

        @Override
        public InvalidateAnswer invalidate(Invalidate i) {
            InvalidateAnswer answer = sound.invalidate(i);
            reports++;
            return reports > Invalidate.MOST_PER_TASK + 1
                    ? new InvalidateAnswer.Over(RunOver.OVER)
                    : answer;
        }
    }

    // Workers

    private static Stream<PlantedFault> workers() {
        return Stream.of(
                        death(
                                "a dead worker is waited for",
                                (_, _) -> nothing(),
                                "everyClaimOfADeadWorkerIsIssuedAnewAtOnce",
                                "workerThatWasTakenForDeadLosesItsLeaseAndItsGoodWorkIsKept",
                                "lostAttemptOfATaskWithOutsideEffectsIsFenced",
                                "openTaskOfADeadWorkerIsPublishedByAnotherAndIsNoLoss",
                                "lostWorkersDoNotHideWhatTheRunFailedOf",
                                "lossesThatWereReportedAndReapedCountTogether"),
                        death(
                                "every worker is taken for dead",
                                RecoveryFaults::everybodyIsDead,
                                "everyClaimOfADeadWorkerIsIssuedAnewAtOnce",
                                "reportOfAWorkerWithoutClaimsChangesNothing"),
                        death(
                                "a second report issues claims again",
                                (sound, lost) -> {
                                    ReapAnswer first = sound.lost(lost);
                                    return first instanceof ReapAnswer.Reaped r
                                                    && r.reissued().isEmpty()
                                            ? reissuing(r, List.of(grant(0, 1)))
                                            : first;
                                },
                                "secondReportFindsNothing",
                                "taskThatWaitsForItsNextAttemptIsNotIssuedEarlier"),
                        death(
                                "held children are issued without their input",
                                (sound, lost) ->
                                        sound.lost(lost) instanceof ReapAnswer.Reaped r
                                                ? reissuing(r, with(r.reissued(), grant(1, 1)))
                                                : nothing(),
                                "heldChildIsWithdrawnAndComesBackWithItsParent"),
                        death(
                                "last words are not kept",
                                (sound, lost) ->
                                        sound.lost(
                                                new LostWorker(
                                                        lost.run(),
                                                        lost.worker(),
                                                        "",
                                                        lost.outOfMemory())),
                                "errorsTellWhatBecameOfTheWorker",
                                "taskThatKillsItsWorkersAgainAndAgainEndsTheRunWithTheirLastWords"),
                        death(
                                "want of memory is a death like others",
                                (sound, lost) ->
                                        sound.lost(
                                                new LostWorker(
                                                        lost.run(),
                                                        lost.worker(),
                                                        lost.lastWords(),
                                                        false)),
                                "wantOfMemoryIsNamedAsSuch"),
                        death(
                                "a dead worker is dead in all runs",
                                RecoveryFaults::deadEverywhere,
                                "otherRunsOfTheWorkerAreNotTouched"),
                        death(
                                "an ended run is told of as if it went on",
                                (sound, lost) ->
                                        sound.lost(lost) instanceof ReapAnswer.Over
                                                ? nothing()
                                                : sound.lost(lost),
                                "nothingIsLostInARunThatHasEndedOrDoesNotExist"),
                        fault(
                                "one worker fills the list of errors",
                                LOST_WORKERS,
                                onRecord(r -> withErrors(r, repeated(r.errors(), 3))),
                                "oneWorkerLeavesAFewErrorsHoweverMuchItHeld"),
                        fault(
                                "losses hide the end",
                                LOST_WORKERS,
                                onRecord(r ->
                                        withErrors(
                                                r,
                                                r.errors()
                                                        .subList(
                                                                0,
                                                                Math.min(50, r.errors().size())))),
                                "lostWorkersDoNotHideWhatTheRunFailedOf"))
                .flatMap(Function.identity());
    }

    private static Stream<PlantedFault> death(
            String rule, Step<LostWorker, ReapAnswer> step, String... cases) {
        return fault(
                rule,
                LOST_WORKERS,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public ReapAnswer lost(LostWorker lost) {
                                return step.take(sound, lost);
                            }
                        },
                cases);
    }

    private static ReapAnswer.Reaped nothing() {
        return new ReapAnswer.Reaped(List.of(), List.of(), Long.MAX_VALUE, 1, RunStatus.RUNNING);
    }

    private static ReapAnswer.Reaped reissuing(ReapAnswer.Reaped r, List<Grant> grants) {
        return new ReapAnswer.Reaped(
                grants, r.garbage(), r.nextDeadlineMicros(), r.epoch(), r.status());
    }

    private static List<Grant> with(List<Grant> grants, Grant one) {
        List<Grant> more = new ArrayList<>(grants);
        more.add(one);
        return more;
    }

    private static ReapAnswer everybodyIsDead(RunStore sound, LostWorker lost) {
        ReapAnswer answer = sound.lost(lost);
        sound.inspect(lost.run())
                .map(state -> List.copyOf(state.claims().values()))
                .orElse(List.of())
                .forEach(claim -> {
                    if (!claim.owner().isEmpty()) {
                        WorkerId other = new WorkerId(claim.owner());
                        sound.lost(new LostWorker(lost.run(), other, "", false));
                    }
                });
        return answer;
    }

    private static ReapAnswer deadEverywhere(RunStore sound, LostWorker lost) {
        for (RunKey run : sound.activeRuns()) {
            if (!run.equals(lost.run())) {
                sound.lost(new LostWorker(run, lost.worker(), "", false));
            }
        }
        return sound.lost(lost);
    }

    private static Function<RunStore, RunStore> onRecord(UnaryOperator<RunRecord> change) {
        return sound ->
                new ForwardingRunStore(sound) {
                    @Override
                    public Optional<RunRecord> find(RunId id) {
                        return sound.find(id).map(change);
                    }
                };
    }

    private static List<TaskError> repeated(List<TaskError> errors, int times) {
        List<TaskError> many = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            many.addAll(errors);
        }
        return many;
    }

    private static RunRecord withErrors(RunRecord r, List<TaskError> errors) {
        return copy(r, r.code(), r.work(), errors);
    }

    private static RunRecord copy(
            RunRecord r, RunCode code, WorkDone work, List<TaskError> errors) {
        return new RunRecord(
                r.run(),
                r.shapeHash(),
                r.contentHash(),
                r.status(),
                r.epoch(),
                r.tasks(),
                r.sink(),
                r.limits(),
                code,
                r.submittedBy(),
                r.createdMicros(),
                r.endedMicros(),
                r.settled(),
                r.result(),
                work,
                errors);
    }

    // Outages

    private static Stream<PlantedFault> outages() {
        return Stream.of(
                        outage(
                                "a lease that passed is a death whatever happened",
                                RecoveryFaults::reapingWhateverHasPassed,
                                "leasesThatPassedWhileNobodyReachedTheStoreAreNotTakenForDeaths"),
                        outage(
                                "no lease is ever taken for passed",
                                (sound, run) ->
                                        sound.reap(run, 0) instanceof ReapAnswer.Reaped r
                                                ? reissuing(r, List.of())
                                                : nothing(),
                                "workerThatDoesNotComeBackFromAnOutageIsDead",
                                "deathIsSeenInTimeIfSomebodyLooksOnceAHeartbeat"),
                        fault(
                                "a death that is certain waits too",
                                "B10Outages",
                                sound ->
                                        new ForwardingRunStore(sound) {
                                            @Override
                                            public ReapAnswer lost(LostWorker lost) {
                                                return sound.reap(lost.run(), 1_000);
                                            }
                                        },
                                "workerThatIsKnownToBeDeadIsNotWaitedFor"))
                .flatMap(Function.identity());
    }

    private static Stream<PlantedFault> outage(
            String rule, Step<RunKey, ReapAnswer> step, String... cases) {
        return fault(
                rule,
                "B10Outages",
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public ReapAnswer reap(RunKey run, int max) {
                                return step.take(sound, run);
                            }
                        },
                cases);
    }

    /// The first look after a silence finds every lease passed.
    private static ReapAnswer reapingWhateverHasPassed(RunStore sound, RunKey run) {
        ReapAnswer answer = sound.reap(run, 1_000);
        RunSnapshot state = sound.inspect(run).orElseThrow();
        List<Grant> dead = new ArrayList<>();
        for (Map.Entry<Integer, RunSnapshot.ClaimState> claim : state.claims().entrySet()) {
            String owner = claim.getValue().owner();
            if (!owner.isEmpty()
                    && sound.lost(new LostWorker(run, new WorkerId(owner), "", false))
                            instanceof ReapAnswer.Reaped reaped) {
                dead.addAll(reaped.reissued());
            }
        }
        return answer instanceof ReapAnswer.Reaped r ? reissuing(r, dead) : answer;
    }

    // Progress

    private static Stream<PlantedFault> progress() {
        BitSet none = new BitSet();
        return Stream.of(
                        progressOf(
                                "nothing is ever settled",
                                p ->
                                        new RunProgress(
                                                none,
                                                p.failed(),
                                                p.started(),
                                                p.failures(),
                                                p.retries(),
                                                p.growths()),
                                "progressTellsWhatIsSettledAndWhatAWorkerHolds",
                                "everyTaskOfADoneRunIsSettled",
                                "tasksOfASegmentAreSettledTogether",
                                "nobodyHoldsATaskOfARunThatHasEnded",
                                "taskWhoseOutputWasLostIsNotSettledAnyMore"),
                        progressOf(
                                "nobody holds anything",
                                p ->
                                        new RunProgress(
                                                p.settled(),
                                                p.failed(),
                                                none,
                                                p.failures(),
                                                p.retries(),
                                                p.growths()),
                                "progressTellsWhatIsSettledAndWhatAWorkerHolds"),
                        progressOf(
                                "nothing fails",
                                p ->
                                        new RunProgress(
                                                p.settled(),
                                                none,
                                                p.started(),
                                                0,
                                                p.retries(),
                                                p.growths()),
                                "failedAttemptsCountUntilTheirTaskIsSettled",
                                "tasksThatFailedAndThoseDownstreamOfThemAreToldApart"),
                        progressOf(
                                "nothing is tried again",
                                p ->
                                        new RunProgress(
                                                p.settled(),
                                                p.failed(),
                                                p.started(),
                                                p.failures(),
                                                Map.of(),
                                                p.growths()),
                                "failedAttemptsCountUntilTheirTaskIsSettled",
                                "attemptsThatWereFollowedByAnotherAreToldToTheEndOfTheRunAndAfterwards"),
                        fault(
                                "a run that is not there has progress",
                                "Progress",
                                sound ->
                                        new ForwardingRunStore(sound) {
                                            @Override
                                            public Optional<RunProgress> progress(RunKey run) {
                                                return Optional.of(
                                                        new RunProgress(none, none, none, 0));
                                            }
                                        },
                                "runThatDoesNotExistHasNoProgress"))
                .flatMap(Function.identity());
    }

    private static Stream<PlantedFault> progressOf(
            String rule, UnaryOperator<RunProgress> change, String... cases) {
        return fault(
                rule,
                "Progress",
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public Optional<RunProgress> progress(RunKey run) {
                                return sound.progress(run).map(change);
                            }
                        },
                cases);
    }

    // Inputs that ride on answers

    private static Stream<PlantedFault> wanted() {
        return Stream.of(
                        carried(
                                "nothing rides on an answer",
                                (_, _, _) -> List.of(),
                                "resultsOfKeptChildrensOtherParentsRideOnTheAnswerEachOnce",
                                "repeatedCommitCarriesTheSameInputs",
                                "largeOutputIsNamedWithoutItsValue",
                                "answerCarriesNoMoreThanItMay"),
                        carried(
                                "inputs come once a child",
                                (_, _, a) -> {
                                    List<TaskResult> twice = new ArrayList<>(a.inputs());
                                    twice.addAll(a.inputs());
                                    return twice;
                                },
                                "resultsOfKeptChildrensOtherParentsRideOnTheAnswerEachOnce"),
                        carried(
                                "all that is wanted comes, whatever the caller keeps and may carry",
                                RecoveryFaults::allThatIsWanted,
                                "resultsForChildrenThatOthersAreInvokedForStayOut",
                                "resultsForChildrenThatAreNotReadyStayOut",
                                "answerCarriesNoMoreThanItMay"),
                        carried(
                                "a repeated answer carries nothing",
                                (_, _, a) -> a.again() ? List.of() : a.inputs(),
                                "repeatedCommitCarriesTheSameInputs"),
                        carried(
                                "inputs come unasked",
                                (sound, c, _) ->
                                        List.of(
                                                java.util.Objects.requireNonNull(
                                                        sound.results(c.run(), new int[] {0})
                                                                .getFirst())),
                                "answerWithoutWishesCarriesNothing"))
                .flatMap(Function.identity());
    }

    private interface Carried {
        List<TaskResult> by(RunStore sound, Commit commit, Committed answer);
    }

    private static Stream<PlantedFault> carried(String rule, Carried carried, String... cases) {
        return fault(
                rule,
                WANTED,
                onCommit((sound, commit) ->
                        sound.commit(commit) instanceof Committed a
                                ? with(a, a.grants(), carried.by(sound, commit, a))
                                : sound.commit(commit)),
                cases);
    }

    private static List<TaskResult> allThatIsWanted(RunStore sound, Commit c, Committed answer) {
        WantedInputs wanted = c.wanted();
        List<TaskResult> all = new ArrayList<>();
        for (int[] parents : wanted.parents()) {
            for (TaskResult result : sound.results(c.run(), parents)) {
                if (result != null) {
                    all.add(result);
                }
            }
        }
        return all.isEmpty() ? answer.inputs() : all;
    }

    // Records

    private static Stream<PlantedFault> records() {
        return Stream.of(
                        fault(
                                "work is not summed up",
                                "Recording",
                                onRecord(r -> copy(r, r.code(), WorkDone.NONE, r.errors())),
                                "workIsSummedUpAndOutlivesTheRun"),
                        fault(
                                "work counts with every call",
                                "Recording",
                                CountingEveryCall::new,
                                "workOfARepeatedStepCountsOnce",
                                "workOfARefusedStepDoesNotCount"),
                        fault(
                                "the code of a run is not kept",
                                "Recording",
                                onRecord(r -> copy(r, RunCode.HERE, r.work(), r.errors())),
                                "codeStaysAsSubmittedUntilAResumptionChangesIt"),
                        fault(
                                "whoever submits or resumes changes the code",
                                "Recording",
                                LatestCode::new,
                                "codeStaysAsSubmittedUntilAResumptionChangesIt",
                                "resumptionThatIsRefusedDoesNotChangeTheCode"))
                .flatMap(Function.identity());
    }

    private static final class CountingEveryCall extends ForwardingRunStore {
        private WorkDone all = WorkDone.NONE;

        CountingEveryCall(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            all = all.plus(commit.work());
            return sound.commit(commit);
        }

        @Override
        public Optional<RunRecord> find(RunId id) {
            return sound.find(id).map(r -> copy(r, r.code(), all, r.errors()));
        }
    }

    private static final class LatestCode extends ForwardingRunStore {
        private final Map<RunId, RunCode> latest = new HashMap<>();

        LatestCode(RunStore sound) {
            super(sound);
        }

        @Override
        public SubmitAnswer submit(Submit submit) {
            latest.put(submit.run().id(), submit.code());
            return sound.submit(submit);
        }

        @Override
        public ResumeAnswer resume(Resume resume) {
            latest.put(resume.run().id(), resume.code());
            return sound.resume(resume);
        }

        @Override
        public Optional<RunRecord> find(RunId id) {
            return sound.find(id)
                    .map(r -> copy(r, latest.getOrDefault(id, r.code()), r.work(), r.errors()));
        }
    }
}
