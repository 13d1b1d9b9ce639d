package dev.weft.testkit;

import dev.weft.model.Growth;
import dev.weft.model.RunKey;
import dev.weft.model.RunProgress;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
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
                        GrowFaults::withoutGrowths));
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
                return sound.commit(
                        new Commit(
                                c.run(),
                                c.epoch(),
                                c.worker(),
                                c.claim(),
                                c.tasks().stream().map(GrowFaults::silent).toList(),
                                c.part(),
                                c.last(),
                                c.keep(),
                                c.wanted(),
                                c.handOvers(),
                                c.deleted(),
                                c.work()));
            }
        };
    }

    private static SegmentTask silent(SegmentTask t) {
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
