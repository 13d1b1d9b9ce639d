package dev.weft.testkit;

import dev.weft.model.Absent;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Stores;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.ValueCodec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules of runs that grow whose breach shows in what becomes of a run.
final class SimulatedGrowFaults {
    private SimulatedGrowFaults() {}

    static Stream<SimulatedFault> all() {
        return Stream.of(
                store(
                        ProtocolRule.GROWTH,
                        "an outcome adds numbers that the store has lost and given to others",
                        455,
                        GrowFaults::believing),
                store(ProtocolRule.B6, "a place counts as a root", 2, PlacesForRoots::new),
                worker(
                        ProtocolRule.B6,
                        "what an outcome adds is that of the first attempt",
                        12,
                        AddedByTheFirst::new),
                worker(
                        ProtocolRule.B6,
                        "numbers that are known stand for the same tasks for ever",
                        77,
                        ToldOnce::new),
                worker(
                        ProtocolRule.B6,
                        "where there is no element nobody tells who waits for all",
                        2,
                        SayingNothingOfNothing::new),
                worker(
                        ProtocolRule.B6,
                        "an expansion that fails or is skipped does not tell who waits for what it would have added",
                        425,
                        FailingSilently::new),
                new SimulatedFault(
                        ProtocolRule.B7,
                        "an element that is missing is passed to functions",
                        52,
                        parts -> parts.withCodec(NothingForAbsent::new)));
    }

    static SimulatedFault store(
            ProtocolRule rule, String fault, long seed, UnaryOperator<RunStore> broken) {
        return new SimulatedFault(
                rule,
                fault,
                seed,
                parts -> parts.withStores(clock -> with(parts.stores().open(clock), broken)));
    }

    static SimulatedFault worker(
            ProtocolRule rule, String fault, long seed, UnaryOperator<RunStore> broken) {
        return new SimulatedFault(
                rule, fault, seed, parts -> parts.withSeen(stores -> with(stores, broken)));
    }

    private static Stores with(Stores stores, UnaryOperator<RunStore> broken) {
        return new Stores(broken.apply(stores.runs()), stores.blobs(), stores.graphs());
    }

    static OutgoingEdges only(OutgoingEdges edges, IntPredicate index) {
        int[] kept = IntStream.range(0, edges.size()).filter(index).toArray();
        BitSet fenced = new BitSet();
        for (int i = 0; i < kept.length; i++) {
            fenced.set(i, edges.fenced().get(kept[i]));
        }
        return new OutgoingEdges(
                IntStream.of(kept).map(i -> edges.edges()[i]).toArray(),
                IntStream.of(kept).map(i -> edges.children()[i]).toArray(),
                IntStream.of(kept).map(i -> edges.inDegrees()[i]).toArray(),
                fenced);
    }

    static Commit with(Commit c, UnaryOperator<SegmentTask> change) {
        return new Commit(
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
                c.work());
    }

    /// Takes all tasks for roots that nobody is known to lead to.
    private static final class PlacesForRoots extends ForwardingRunStore {
        private PlacesForRoots(RunStore sound) {
            super(sound);
        }

        @Override
        public SubmitAnswer submit(Submit s) {
            BitSet roots = new BitSet();
            IntStream.of(s.roots()).forEach(roots::set);
            roots.set(0); // places are numbered first
            return super.submit(
                    new Submit(
                            s.run(),
                            s.shapeHash(),
                            s.contentHash(),
                            s.tasks(),
                            s.edges(),
                            s.sink(),
                            roots.stream().toArray(),
                            s.fencedRoots(),
                            s.limits(),
                            s.code(),
                            s.submittedBy(),
                            s.stored()));
        }
    }

    /// Believes that each execution of a task adds the same.
    private static final class AddedByTheFirst extends ForwardingRunStore {
        private static final Map<RunKey, Map<Integer, Long>> first = new HashMap<>();

        private AddedByTheFirst(RunStore sound) {
            super(sound);
        }

        @Override
        public GrowAnswer grow(Grow grow) {
            first.computeIfAbsent(grow.run(), _ -> new HashMap<>())
                    .putIfAbsent(grow.task(), grow.execution());
            return super.grow(grow);
        }

        @Override
        public List<@Nullable TaskResult> results(RunKey run, int[] tasks) {
            Map<Integer, Long> known = first.getOrDefault(run, Map.of());
            List<@Nullable TaskResult> results = new ArrayList<>();
            for (TaskResult result : super.results(run, tasks)) {
                results.add(
                        result == null
                                ? null
                                : new TaskResult(
                                        result.task(),
                                        result.outcome(),
                                        result.claim(),
                                        known.getOrDefault(result.task(), result.execution()),
                                        result.output(),
                                        result.open()));
            }
            return results;
        }
    }

    /// Does not listen to where tasks come from whose numbers it has heard of.
    private static final class ToldOnce extends ForwardingRunStore {
        private final Set<Integer> told = new HashSet<>();

        private ToldOnce(RunStore sound) {
            super(sound);
        }

        @Override
        public StartAnswer start(Start start) {
            return super.start(start) instanceof StartAnswer.Started s
                    ? new StartAnswer.Started(
                            s.verdicts(),
                            s.inputs(),
                            s.growths().stream().filter(g -> told.add(g.firstTask())).toList(),
                            s.nextDeadlineMicros())
                    : super.start(start);
        }
    }

    /// Publishes no edge of an addition that has no tasks of its own.
    private static final class SayingNothingOfNothing extends ForwardingRunStore {
        private SayingNothingOfNothing(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            return super.commit(with(commit, SayingNothingOfNothing::silent));
        }

        private static SegmentTask silent(SegmentTask task) {
            Growth grown = task.grown();
            OutgoingEdges edges = task.edges();
            return grown == null || grown.tasks() > 0
                    ? task
                    : task.with(only(edges, i -> edges.edges()[i] < grown.firstEdge()));
        }
    }

    /// Publishes one edge to each child alone, though one from the place leads there, too.
    private static final class FailingSilently extends ForwardingRunStore {
        private FailingSilently(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            return super.commit(
                    with(
                            commit,
                            task ->
                                    task.outcome() == Outcome.SKIPPED
                                            ? task.with(toEachChild(task.edges()))
                                            : task));
        }

        private static OutgoingEdges toEachChild(OutgoingEdges edges) {
            return only(edges, i -> i == 0 || edges.children()[i] != edges.children()[i - 1]);
        }

        @Override
        public FailAnswer fail(Fail f) {
            return super.fail(
                    new Fail(
                            f.run(),
                            f.epoch(),
                            f.worker(),
                            f.claim(),
                            f.execution(),
                            f.error(),
                            f.retryAfter(),
                            toEachChild(f.edges()),
                            f.inputs(),
                            f.part(),
                            f.last()));
        }
    }

    /// Does not know what stands for a missing element.
    private record NothingForAbsent(ValueCodec sound) implements ValueCodec {
        @Override
        public byte[] encode(@Nullable Object value) {
            return sound.encode(value);
        }

        @Override
        public @Nullable Object decode(byte[] bytes) {
            Object value = sound.decode(bytes);
            return value == Absent.Nothing.NOTHING ? null : value;
        }

        @Override
        public boolean isImmutable(@Nullable Object value) {
            return sound.isImmutable(value);
        }

        @Override
        public long digest(byte[] bytes) {
            return sound.digest(bytes);
        }
    }
}
