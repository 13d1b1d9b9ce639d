package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Superseded;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules of fan-outs whose breach shows in what becomes of a run: who owns elements, in which order they are
/// brought together, and what their policies come to.
final class SimulatedFanOutFaults {
    private SimulatedFanOutFaults() {}

    static Stream<SimulatedFault> all() {
        return Stream.of(ofRanges(), ofReductions(), ofPolicies()).flatMap(faults -> faults);
    }

    private static Stream<SimulatedFault> ofRanges() {
        return Stream.of(
                SimulatedGrowFaults.worker(
                        ProtocolRule.B3,
                        "tasks are published that come from an attempt which has lost",
                        355,
                        PublishingForNobody::new),
                SimulatedGrowFaults.worker(
                        ProtocolRule.B3,
                        "whoever publishes for a dead worker leaves out what was added",
                        100,
                        LeavingElementsOut::new));
    }

    private static Stream<SimulatedFault> ofReductions() {
        return Stream.of(
                SimulatedGrowFaults.worker(
                        ProtocolRule.B7,
                        "neighbours are brought together in the order in which they come",
                        52,
                        InOrderOfArrival::new));
    }

    private static Stream<SimulatedFault> ofPolicies() {
        return Stream.of(
                SimulatedGrowFaults.worker(
                        ProtocolRule.B8,
                        "nobody hears that enough elements are there",
                        1277,
                        NeverDecided::new),
                new SimulatedFault(
                        ProtocolRule.B8,
                        "one element more may fail than the policy says",
                        1770,
                        parts -> parts.withPolicies(SimulatedFanOutFaults::lenient)),
                new SimulatedFault(
                        ProtocolRule.B8,
                        "elements do not wait for room",
                        40,
                        parts ->
                                parts.withPolicies(p ->
                                        new GrowingPolicy(
                                                p.tolerated(), p.share(), p.least(), 0))));
    }

    private static GrowingPolicy lenient(GrowingPolicy policy) {
        return policy.tolerated() == 0
                ? policy
                : new GrowingPolicy(policy.tolerated() + 1, 0, -1, policy.parallelism());
    }

    /// Publishes the roots of what it would have added also if another attempt is the one that counts.
    private static final class PublishingForNobody extends ForwardingRunStore {
        private PublishingForNobody(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            CommitAnswer answer = super.commit(commit);
            SegmentTask last = commit.tasks().getLast();
            if (last.grown() != null
                    && answer instanceof CommitAnswer.Refused(var reason, var winners)
                    && reason == Superseded.DUPLICATE) {
                winners.stream()
                        .filter(winner -> winner.task() == last.task())
                        .forEach(winner -> super.commit(with(commit, last, winner)));
            }
            return answer;
        }

        private static Commit with(Commit commit, SegmentTask last, TaskResult winner) {
            return SimulatedGrowFaults.with(
                    commit, task -> task.equals(last) ? of(last, winner.execution()) : task);
        }

        private static SegmentTask of(SegmentTask task, long execution) {
            return new SegmentTask(
                    task.task(),
                    execution,
                    task.outcome(),
                    task.output(),
                    task.edges(),
                    task.inputs(),
                    task.failures());
        }
    }

    /// Knows of the tasks in the graph alone when it publishes in the name of another worker.
    private static final class LeavingElementsOut extends ForwardingRunStore {
        private final Set<Claim> others = new HashSet<>();
        private final Map<Integer, Integer> firstEdges = new HashMap<>();

        private LeavingElementsOut(RunStore sound) {
            super(sound);
        }

        @Override
        public GrowAnswer grow(Grow grow) {
            GrowAnswer answer = super.grow(grow);
            if (answer instanceof GrowAnswer.Grown(var growth)) {
                firstEdges.put(growth.owner(), growth.firstEdge());
            }
            return answer;
        }

        @Override
        public StartAnswer start(Start start) {
            StartAnswer answer = super.start(start);
            if (answer instanceof StartAnswer.Started started) {
                started.growths().forEach(g -> firstEdges.put(g.owner(), g.firstEdge()));
                for (StartAnswer.Verdict verdict : started.verdicts()) {
                    if (verdict instanceof StartAnswer.Verdict.PublishOnly(var claim, _)) {
                        others.add(claim);
                    }
                }
            }
            return answer;
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            return super.commit(
                    others.contains(commit.claim())
                            ? SimulatedGrowFaults.with(commit, this::ofTheGraph)
                            : commit);
        }

        private SegmentTask ofTheGraph(SegmentTask task) {
            OutgoingEdges edges = task.edges();
            int from = firstEdges.getOrDefault(task.task(), Integer.MAX_VALUE);
            return task.with(SimulatedGrowFaults.only(edges, i -> edges.edges()[i] < from));
        }
    }

    /// Reads pairs of added tasks' outputs with that first which was committed first.
    private static final class InOrderOfArrival extends ForwardingRunStore {
        private int firstAdded = Integer.MAX_VALUE;

        private InOrderOfArrival(RunStore sound) {
            super(sound);
        }

        @Override
        public GrowAnswer grow(Grow grow) {
            GrowAnswer answer = super.grow(grow);
            if (answer instanceof GrowAnswer.Grown(var growth)) {
                added(growth);
            }
            return answer;
        }

        @Override
        public StartAnswer start(Start start) {
            StartAnswer answer = super.start(start);
            if (answer instanceof StartAnswer.Started started) {
                started.growths().forEach(this::added);
            }
            return answer;
        }

        private void added(Growth growth) {
            firstAdded = Math.min(firstAdded, growth.firstTask());
        }

        @Override
        public List<@Nullable TaskResult> results(RunKey run, int[] tasks) {
            List<@Nullable TaskResult> results = super.results(run, tasks);
            boolean pair = tasks.length == 2 && tasks[0] >= firstAdded;
            TaskResult a = pair ? results.get(0) : null;
            TaskResult b = pair ? results.get(1) : null;
            return a != null && b != null && a.claim().k() > b.claim().k()
                    ? List.of(b, a)
                    : results;
        }
    }

    /// Hears that nothing is there when it asks whether the first elements are.
    private static final class NeverDecided extends ForwardingRunStore {
        private static final StackWalker CALLERS = StackWalker.getInstance();

        private NeverDecided(RunStore sound) {
            super(sound);
        }

        @Override
        public List<@Nullable TaskResult> results(RunKey run, int[] tasks) {
            boolean decides =
                    CALLERS.walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().endsWith(".Decisions")));
            return decides
                    ? Collections.nCopies(tasks.length, (TaskResult) null)
                    : super.results(run, tasks);
        }
    }
}
