package dev.weft.testkit;

import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.RunProgress;
import dev.weft.model.RunStatus;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Rules of growing runs that can be broken at the wire.
final class GrowFaults {
    private GrowFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                growing(
                        "a growth that is repeated gets other numbers",
                        "growthThatIsRepeatedGivesTheSameNumbers",
                        sound -> {
                            AtomicLong calls = new AtomicLong();
                            return g -> sound.grow(by(g, e -> e + calls.incrementAndGet()));
                        }),
                growing(
                        "executions of a task share numbers",
                        "twoExecutionsOfATaskGetDifferentNumbers",
                        sound -> g -> sound.grow(by(g, _ -> 1))),
                growing(
                        "numbers are given for any claim",
                        "fencedAttemptGetsNoNumbers",
                        sound -> g -> given(g, sound.grow(g), GrowAnswer.Refused.class)),
                growing(
                        "an ended run grows",
                        "runThatHasEndedOrIsOfAnotherEpochOrDoesNotExistDoesNotGrow",
                        sound -> g -> given(g, sound.grow(g), GrowAnswer.Over.class)),
                growing(
                        "a run grows without bounds",
                        "growthBeyondTheLimitsChangesNothing",
                        sound -> g -> given(g, sound.grow(g), GrowAnswer.TooLarge.class)),
                growing(
                        "a growth that is refused for its size takes numbers",
                        "growthBeyondTheLimitsChangesNothing",
                        sound ->
                                g -> {
                                    GrowAnswer answer = sound.grow(g);
                                    if (answer instanceof GrowAnswer.TooLarge) {
                                        sound.grow(sized(g, 1));
                                    }
                                    return answer;
                                }),
                growing(
                        "fewer numbers are given than were asked for",
                        "numbersFollowThoseOfTheGraph",
                        sound -> g -> sound.grow(sized(g, g.tasks() - 1))),
                new PlantedFault(
                        "numbers of an outcome are those that it names",
                        "Growing",
                        "outcomeMayAddOnlyWhatItsExecutionWasGiven",
                        GrowFaults::believing),
                told(
                        "nobody is told where tasks come from",
                        "whoAdoptsATaskIsToldWhereItComesFrom",
                        _ -> List.of()),
                told(
                        "only one growth of several is told",
                        "grownTaskGrowsAgainAndItsTasksComeFromBoth",
                        growths -> growths.stream().limit(1).toList()),
                told(
                        "a growth is told once for each of its tasks",
                        "growthThatIsOfSeveralAdoptedTasksIsToldOnce",
                        growths ->
                                growths.stream()
                                        .flatMap(g -> Collections.nCopies(2, g).stream())
                                        .toList()),
                new PlantedFault(
                        "growths are not told of when the run is looked at",
                        "Growing",
                        "growthsAreKeptWhenARunIsResumedAndWhenItIsDone",
                        GrowFaults::withoutGrowths),
                new PlantedFault(
                        "what was executed with its expansion is not settled",
                        "InlineFanOuts",
                        "whatAnExpansionAddsIsSettledWithIt",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public CommitAnswer commit(Commit commit) {
                                        return sound.commit(
                                                with(commit, GrowFaults::withoutWhatItAdds));
                                    }
                                }),
                new PlantedFault(
                        "what left an expansion stays when that is made again",
                        "InlineFanOuts",
                        "fanOutWhoseOutputIsLostIsMadeAgainWhole",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public InvalidateAnswer invalidate(Invalidate i) {
                                        return sound.invalidate(alone(i, i.edges()));
                                    }
                                }),
                first(
                        "the first parents are not enough",
                        "firstParentsAreEnoughAndOthersClaimNothing",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public CommitAnswer commit(Commit commit) {
                                        return sound.commit(
                                                with(
                                                        commit,
                                                        task -> task.with(waiting(task.edges()))));
                                    }
                                }),
                first(
                        "a parent that is made again is waited for though others are enough",
                        "whoTakesTheFirstGoesOnWithoutAParentThatIsMadeAgainIfOthersAreEnough",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public InvalidateAnswer invalidate(Invalidate i) {
                                        return sound.invalidate(alone(i, waiting(i.edges())));
                                    }
                                }),
                first(
                        "whoever took the first before is told that it decides",
                        "firstParentsAreTakenOnceMoreIfWhoTookThemDies",
                        sound ->
                                new ForwardingRunStore(sound) {
                                    @Override
                                    public CommitAnswer commit(Commit commit) {
                                        CommitAnswer answer = sound.commit(commit);
                                        return answer instanceof CommitAnswer.Refused
                                                ? accepted()
                                                : answer;
                                    }
                                }));
    }

    private static PlantedFault first(
            String fault, String method, Function<RunStore, RunStore> broken) {
        return new PlantedFault(fault, "B8TakingTheFirst", method, broken);
    }

    private static CommitAnswer accepted() {
        return new CommitAnswer.Committed(
                false, List.of(), List.of(), List.of(), Long.MAX_VALUE, RunStatus.RUNNING);
    }

    /// Edges to children of which each waits for one parent more than it needs.
    private static OutgoingEdges waiting(OutgoingEdges edges) {
        return new OutgoingEdges(
                edges.edges(),
                edges.children(),
                IntStream.of(edges.inDegrees()).map(d -> d > 1 ? d + 1 : d).toArray(),
                edges.fenced());
    }

    private static PlantedFault growing(
            String fault, String method, Function<RunStore, Growing> broken) {
        return new PlantedFault(
                fault,
                "Growing",
                method,
                sound -> {
                    Growing step = broken.apply(sound);
                    return new ForwardingRunStore(sound) {
                        @Override
                        public GrowAnswer grow(Grow grow) {
                            return step.take(grow);
                        }
                    };
                });
    }

    /// GROW as a broken store takes it.
    private interface Growing {
        GrowAnswer take(Grow grow);
    }

    private static PlantedFault told(
            String fault, String method, UnaryOperator<List<Growth>> change) {
        return new PlantedFault(
                fault,
                "GrownTasks",
                method,
                sound ->
                        new ForwardingRunStore(sound) {
                            @Override
                            public StartAnswer start(Start start) {
                                return sound.start(start) instanceof StartAnswer.Started s
                                        ? new StartAnswer.Started(
                                                s.verdicts(),
                                                s.inputs(),
                                                change.apply(s.growths()),
                                                s.nextDeadlineMicros())
                                        : sound.start(start);
                            }
                        });
    }

    private static RunStore withoutGrowths(RunStore sound) {
        return new ForwardingRunStore(sound) {
            @Override
            public Optional<RunProgress> progress(RunKey run) {
                return sound.progress(run)
                        .map(p ->
                                new RunProgress(p.settled(), p.failed(), p.started(), 0, Map.of()));
            }
        };
    }

    static RunStore believing(RunStore sound) {
        return new ForwardingRunStore(sound) {
            @Override
            public CommitAnswer commit(Commit c) {
                return sound.commit(with(c, GrowFaults::silent));
            }
        };
    }

    private static Commit with(Commit c, UnaryOperator<SegmentTask> change) {
        return SimulatedGrowFaults.with(c, change);
    }

    /// The report of a lost output that takes no others along.
    private static Invalidate alone(Invalidate i, OutgoingEdges edges) {
        return new Invalidate(
                i.run(),
                i.epoch(),
                i.worker(),
                i.claim(),
                i.parent(),
                i.execution(),
                edges,
                i.inputs(),
                i.fenced());
    }

    private static SegmentTask withoutWhatItAdds(SegmentTask t) {
        return new SegmentTask(
                t.task(),
                t.execution(),
                t.outcome(),
                t.output(),
                t.edges(),
                t.inputs(),
                t.failures(),
                t.grown(),
                false);
    }

    private static SegmentTask silent(SegmentTask t) {
        if (t.settlesGrown()) {
            return t;
        }
        return new SegmentTask(
                t.task(),
                t.execution(),
                t.outcome(),
                t.output(),
                t.edges(),
                t.inputs(),
                t.failures());
    }

    private static Grow by(Grow g, LongUnaryOperator execution) {
        return new Grow(
                g.run(),
                g.epoch(),
                g.worker(),
                g.claim(),
                g.task(),
                execution.applyAsLong(g.execution()),
                g.label(),
                g.tasks(),
                g.edges());
    }

    private static Grow sized(Grow g, int tasks) {
        return new Grow(
                g.run(),
                g.epoch(),
                g.worker(),
                g.claim(),
                g.task(),
                g.execution(),
                g.label(),
                tasks,
                g.edges());
    }

    /// Numbers from nowhere, in place of one kind of answer.
    private static GrowAnswer given(Grow g, GrowAnswer answer, Class<? extends GrowAnswer> kind) {
        return kind.isInstance(answer)
                ? new GrowAnswer.Grown(
                        new Growth(
                                g.task(), g.execution(), g.label(), 99, g.tasks(), 99, g.edges()))
                : answer;
    }
}
