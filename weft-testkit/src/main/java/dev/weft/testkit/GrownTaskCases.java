package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.model.ClaimMode;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.Output;
import dev.weft.model.RunLimits;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.model.WorkerId;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.StartAnswer.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tasks that a run has grown by: every step takes their numbers as those of the graph.
///
/// The graph is 0 → sink 1, and 0 makes 3 → a sub-graph of five tasks: a, b, c side by side, d that waits for
/// all of them, and e after d; the sink waits for c and e. Before it numbers are given that nobody ever
/// uses, so many that the used ones lie on both sides of a power of two.
abstract class GrownTaskCases extends StoreCases {
    private static final int IDLE_TASKS = 1_022;
    private static final int IDLE_EDGES = 2_044;

    GrownTaskCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    /// A run whose root has grown and is yet to be committed.
    ///
    /// @param root that execution
    private record Grown(RunDriver run, GrowingWiring wiring, Work root, Growth growth) {
        int a() {
            return growth.firstTask();
        }

        int b() {
            return a() + 1;
        }

        int c() {
            return a() + 2;
        }

        int d() {
            return a() + 3;
        }

        int e() {
            return a() + 4;
        }

        /// Commits the root.
        ///
        /// @return claims of a, b and c
        List<Grant> expanded() {
            return run.committed(root).grants();
        }

        /// Commits a, b and c, whose claims are given.
        ///
        /// @return the claim of d
        Grant joined(List<Grant> grants) {
            List<Grant> ready = new ArrayList<>();
            grants.forEach(grant -> ready.addAll(run.done("w2", grant)));
            assertThat(ready).extracting(Grant::task).containsExactly(d());
            return ready.getFirst();
        }
    }

    private Grown grown() {
        return grown(RunLimits.standard());
    }

    private Grown grown(RunLimits limits) {
        GrowingWiring wiring = new GrowingWiring(DagShapes.chain(2));
        RunDriver run = new RunDriver(store, clock, wiring, limits, RunDriver.key("grown", 77));
        Work root = run.started("w1", run.submitted().getFirst());
        run.grown(root.as(run.execution()), IDLE_TASKS, IDLE_EDGES);
        Growth growth = run.grown(root, 5, 9);
        addSubGraph(wiring, growth);
        return new Grown(run, wiring, root, growth);
    }

    private static void addSubGraph(GrowingWiring wiring, Growth growth) {
        int task = growth.firstTask();
        int edge = growth.firstEdge();
        wiring.task(task, edge, 0);
        wiring.task(task + 1, edge + 1, 0);
        wiring.task(task + 2, edge + 2, 0);
        wiring.task(task + 3, edge + 3, task, task + 1, task + 2);
        wiring.task(task + 4, edge + 6, task + 3);
        wiring.task(1, edge + 7, task + 2, task + 4);
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        IntStream.of(numbers).forEach(bits::set);
        return bits;
    }

    private static TaskResult result(RunDriver run, int task) {
        return Objects.requireNonNull(run.result(task));
    }

    @Test
    void tasksAreClaimedWhenTheirLastParentArrives() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        assertThat(first).extracting(Grant::task).containsExactly(grown.a(), grown.b(), grown.c());
        assertThat(run.state().index()).containsOnlyKeys(grown.a(), grown.b(), grown.c());
        assertThat(run.done("w1", first.get(0))).isEmpty();
        assertThat(run.done("w2", first.get(2))).isEmpty();
        int edge = grown.growth.firstEdge();
        assertThat(run.state().arrived())
                .isEqualTo(bits(edge, edge + 1, edge + 2, edge + 3, edge + 5, edge + 7));
        Grant joined = run.done("w3", first.get(1)).getFirst();
        assertThat(joined.task()).isEqualTo(grown.d());
        Grant next = run.done("w1", joined).getFirst();
        assertThat(next.task()).isEqualTo(grown.e());
        List<Grant> sink = run.done("w1", next);
        assertThat(sink).extracting(Grant::task).containsExactly(1);
        run.finish(sink);
        assertThat(run.record().settled()).isEqualTo(7);
    }

    @Test
    void edgeThatArrivesTwiceCountsOnce() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        Work a = run.started("w1", first.getFirst());
        CommitSketch commit = run.commitOf(a);
        run.committed(commit);
        run.committedAgain(commit);
        run.committedAgain(commit);
        assertThat(run.done("w2", first.get(1))).isEmpty();
        assertThat(run.done("w2", first.get(2))).extracting(Grant::task).containsExactly(grown.d());
        run.committedAgain(run.commitOf(grown.root));
    }

    @Test
    void valueIsFreedWhenTheLastChildHasUsedIt() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        run.done("w1", first.get(0));
        run.done("w1", first.get(1));
        assertThat(run.state().trash()).isEmpty();
        Grant joined = run.done("w1", first.get(2)).getFirst();
        assertThat(run.state().trash()).extracting(v -> v.task()).containsExactly(0);
        Grant next = run.done("w1", joined).getFirst();
        assertThat(run.state().trash())
                .extracting(v -> v.task())
                .containsExactlyInAnyOrder(0, grown.a(), grown.b());
        int edge = grown.growth.firstEdge();
        assertThat(run.state().consumed())
                .isEqualTo(bits(edge, edge + 1, edge + 2, edge + 3, edge + 4, edge + 5));
        run.finish(List.of(next));
    }

    @Test
    void segmentMayLeadOutOfTheGraphAndBack() {
        Grown grown = grown();
        RunDriver run = grown.run;
        Work joined = run.started("w1", grown.joined(grown.expanded()));
        run.finish(run.committed(run.commitOf(joined).then(grown.e())).grants());
    }

    @Test
    void childMayBeKeptByWhoMadeItReady() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> grants = run.committed(run.commitOf(grown.root).keep(2)).grants();
        assertThat(grants)
                .extracting(Grant::mode)
                .containsExactly(ClaimMode.CONTINUE, ClaimMode.CONTINUE, ClaimMode.INVOKE);
        assertThat(run.progress().started()).isEqualTo(bits(grown.a(), grown.b()));
        Work kept = run.kept("w1", grants.getFirst());
        run.committed(run.commitOf(kept).handOver(grants.get(1).claim()));
        assertThat(run.claimState(grown.b()).mode()).isEqualTo(ClaimMode.INVOKE);
    }

    @Test
    void heldOutputIsForGrownChildrenToo() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> held = run.held(grown.root).grants();
        assertThat(held).extracting(Grant::task).containsExactly(grown.a(), grown.b(), grown.c());
        assertThat(held).extracting(Grant::mode).containsOnly(ClaimMode.HELD);
        Work a = run.kept("w1", held.getFirst());
        run.committed(run.commitOf(a).used(0, grown.root.execution(), 9));
        run.committed(grown.root);
        assertThat(run.result(grown.a())).isNotNull();
    }

    @Test
    void claimOfADeadWorkerIsIssuedAnew() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        run.started("w2", first.get(0));
        run.started("w3", first.get(1));
        run.started("w3", first.get(2));
        assertThat(run.died("w2").reissued()).extracting(Grant::task).containsExactly(grown.a());
        run.passALease();
        List<Grant> again = run.reaped().reissued();
        assertThat(again)
                .extracting(Grant::task)
                .containsExactlyInAnyOrder(grown.a(), grown.b(), grown.c());
        assertThat(again).extracting(Grant::losses).contains(1);
        run.finish(again);
    }

    @Test
    void failedAttemptIsFollowedByAnother() {
        Grown grown = grown();
        RunDriver run = grown.run;
        Grant joined = grown.joined(grown.expanded());
        run.failed(run.started("w1", joined), Optional.of(Duration.ofSeconds(5)));
        run.pass(Duration.ofSeconds(6));
        Grant again = run.reaped().reissued().getFirst();
        assertThat(again.task()).isEqualTo(grown.d());
        assertThat(again.failures()).isEqualTo(1);
        assertThat(run.progress().retries()).isEqualTo(Map.of(grown.d(), 1));
        run.finish(List.of(again));
    }

    @Test
    void failureForGoodEndsTheRunWhichIsResumedFromWhatIsCommitted() {
        Grown grown = grown();
        RunDriver run = grown.run;
        Grant joined = grown.joined(grown.expanded());
        FailAnswer.Recorded failed = run.failed(run.started("w1", joined), Optional.empty());
        assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.record().errors().getFirst().task()).isEqualTo(grown.d());
        List<Grant> again = run.resumed().grants();
        assertThat(again).extracting(Grant::task).containsExactly(grown.d());
        run.finish(again);
        assertThat(run.record().settled()).isEqualTo(7);
    }

    @Test
    void runThatGoesOnSkipsWhatIsDownstreamAndResumesIt() {
        Grown grown = grown(RunLimits.standard().withGoOn(true));
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        run.failed(run.started("w1", first.get(0)), Optional.empty());
        assertThat(run.done("w1", first.get(1))).isEmpty();
        Grant skipping = run.done("w1", first.get(2)).getFirst();
        assertThat(skipping.task()).isEqualTo(grown.d());
        assertThat(skipping.skip()).isTrue();
        Work d = run.started("w1", skipping);
        Grant next = run.committed(run.commitOf(d).skipped()).grants().getFirst();
        assertThat(next.skip()).isTrue();
        assertThat(run.progress().failed()).isEqualTo(bits(grown.a(), grown.d()));
        assertThat(run.progress().settled())
                .isEqualTo(bits(0, grown.a(), grown.b(), grown.c(), grown.d()));
        int edge = grown.growth.firstEdge();
        assertThat(run.state().skipped()).isEqualTo(bits(edge + 3, edge + 6));
        Grant sink = run.committed(skipped(run, next)).grants().getFirst();
        run.committed(skipped(run, sink));
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        List<Grant> again = run.resumed().grants();
        assertThat(again).extracting(Grant::task).containsExactly(grown.a());
        assertThat(run.state().skipped()).isEqualTo(bits());
        assertThat(run.progress().settled()).isEqualTo(bits(0, grown.b(), grown.c()));
        run.finish(again);
    }

    private static CommitSketch skipped(RunDriver run, Grant grant) {
        return run.commitOf(run.started("w1", grant)).skipped();
    }

    @Test
    void lostOutputIsMadeAgain() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        Work a = run.started("w1", first.get(0));
        run.committed(run.commitOf(a).spread());
        run.done("w1", first.get(1));
        Work reader = run.started("w1", run.done("w1", first.get(2)).getFirst());
        List<Grant> again = run.invalidated(reader, grown.a()).grants();
        assertThat(again).extracting(Grant::task).containsExactly(grown.a());
        assertThat(run.result(grown.a())).isNull();
        assertThat(run.progress().settled()).isEqualTo(bits(0, grown.b(), grown.c()));
        run.finish(again);
    }

    @Test
    void taskThatGrewIsMadeAgainWithOtherNumbers() {
        Grown grown = grown();
        RunDriver run = grown.run;
        Work a = run.started("w1", grown.expanded().getFirst());
        Grant again = run.invalidated(a, 0).grants().getFirst();
        Work second = run.started("w2", again);
        Growth growth = run.grown(second, 5, 9);
        assertThat(growth.firstTask()).isEqualTo(grown.growth.firstTask() + 5);
        GrowingWiring other = new GrowingWiring(DagShapes.chain(2));
        addSubGraph(other, growth);
        RunDriver next = new RunDriver(store, clock, other, run.limits(), run.key());
        List<Grant> first =
                next.committed(
                                next.kept("w2", new Grant(0, again.k(), again.mode(), false, 0, 0))
                                        .as(second.execution()))
                        .grants();
        assertThat(first).hasSize(3);
        next.finish(first);
    }

    @Test
    void edgesThatArePublishedInPartsAreGoneOnWithByWhoeverAdoptsTheTask() {
        Grown grown = grown();
        RunDriver run = grown.run;
        Commit part = run.commitOf(grown.root).chunk(0, 0, 2, false).build();
        assertThat(the(CommitAnswer.Committed.class, run.commit(part)).grants()).hasSize(2);
        run.passALease();
        List<Grant> again = run.reaped().reissued();
        Grant open = again.stream().filter(grant -> grant.task() == 0).findFirst().orElseThrow();
        StartAnswer answer = run.start("w2", open.claim());
        the(Verdict.PublishOnly.class, run.verdict(answer));
        assertThat(the(StartAnswer.Started.class, answer).growths()).containsExactly(grown.growth);
        Commit rest = run.commitOf(grown.root).chunk(1, 2, 3, true).build();
        assertThat(the(CommitAnswer.Committed.class, run.commit(rest)).grants())
                .extracting(Grant::task)
                .containsExactly(grown.c());
    }

    @Test
    void numbersBeyondThoseGivenAreRefused() {
        Grown grown = grown();
        RunDriver run = grown.run;
        int tasks = run.record().tasks();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.results(run.key(), new int[] {tasks}));
        grown.wiring.task(tasks, grown.growth.firstEdge() + 8, 0);
        Commit task = run.commitOf(grown.root).build();
        assertThatIllegalArgumentException().isThrownBy(() -> store.commit(task));
        grown.wiring.task(tasks, 0);
        grown.wiring.task(grown.a(), grown.growth.firstEdge() + 9, 0);
        Commit edge = run.commitOf(grown.root).build();
        assertThatIllegalArgumentException().isThrownBy(() -> store.commit(edge));
        assertThat(run.result(0)).isNull();
        assertThat(store.results(run.key(), new int[] {tasks - 1}).getFirst()).isNull();
    }

    @Test
    void whoAdoptsATaskIsToldWhereItComesFrom() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        Work a = run.kept("w1", first.get(0));
        assertThat(origins(run, a)).containsExactly(grown.growth);
        assertThat(origins(run, a)).containsExactly(grown.growth);
        run.committed(a);
        run.done("w1", first.get(1));
        Grant joined = run.done("w1", first.get(2)).getFirst();
        Grant sink = run.done("w1", run.done("w1", joined).getFirst()).getFirst();
        assertThat(origins(run, run.kept("w1", sink))).isEmpty();
    }

    @Test
    void growthThatIsOfSeveralAdoptedTasksIsToldOnce() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Start.Adoption> all =
                grown.expanded().stream()
                        .map(grant -> new Start.Adoption(grant.claim(), run.execution()))
                        .toList();
        Start start = new Start(run.key(), run.epoch(), new WorkerId("w1"), all, new int[0]);
        assertThat(the(StartAnswer.Started.class, run.start(start)).growths())
                .containsExactly(grown.growth);
    }

    /// What the answer to a start says of where its task comes from.
    private static List<Growth> origins(RunDriver run, Work work) {
        return the(StartAnswer.Started.class, run.start(run.startOf(work))).growths();
    }

    @Test
    void grownTaskGrowsAgainAndItsTasksComeFromBoth() {
        Grown grown = grown();
        RunDriver run = grown.run;
        List<Grant> first = grown.expanded();
        Work b = run.started("w1", first.get(1));
        Growth inner = run.grown(b, 2, 3);
        int x = inner.firstTask();
        grown.wiring.task(x, inner.firstEdge(), grown.b());
        grown.wiring.task(x + 1, inner.firstEdge() + 1, x);
        grown.wiring.task(grown.d(), grown.growth.firstEdge() + 3, grown.a(), x + 1, grown.c());
        List<Grant> deeper = run.committed(b).grants();
        assertThat(deeper).extracting(Grant::task).containsExactly(x);
        Work deep = run.kept("w1", deeper.getFirst());
        assertThat(origins(run, deep)).containsExactlyInAnyOrder(inner, grown.growth);
        List<Grant> rest = new ArrayList<>(run.committed(deep).grants());
        assertThat(rest).extracting(Grant::task).containsExactly(x + 1);
        rest.add(first.get(0));
        rest.add(first.get(2));
        run.finish(rest);
        assertThat(run.record().settled()).isEqualTo(9);
    }

    @Test
    void manyTasksInOneGrowthAreClaimedAsOne() {
        int many = 100_000;
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        Growth growth = run.grown(root, many, 2 * many);
        int[] some = {0, 1_021, 1_022, 1_023, 1_024, 2_047, 2_048, 65_535, 65_536, many - 1};
        GrowingWiring wiring = new GrowingWiring(DagShapes.chain(2));
        for (int place : some) {
            wiring.task(growth.firstTask() + place, growth.firstEdge() + place, 0);
        }
        int[] elements = IntStream.of(some).map(place -> growth.firstTask() + place).toArray();
        wiring.task(1, growth.firstEdge() + 2 * many - some.length, elements);
        RunDriver next = new RunDriver(store, clock, wiring, run.limits(), run.key());
        List<Grant> grants = next.committed(root).grants();
        assertThat(grants).extracting(Grant::task).containsExactly(boxed(elements));
        Map<Integer, Long> executions = new HashMap<>();
        List<Grant> sink = new ArrayList<>();
        for (Grant grant : grants) {
            Work work = next.started("w1", grant);
            executions.put(grant.task(), work.execution());
            sink.addAll(next.committed(work).grants());
        }
        BitSet settled = bits(elements);
        settled.set(0);
        assertThat(next.progress().settled()).isEqualTo(settled);
        assertThat(next.state().results().keySet())
                .containsExactly(boxed(settled.stream().toArray()));
        for (int element : elements) {
            TaskResult result = result(next, element);
            assertThat(result.outcome()).isEqualTo(Outcome.COMMITTED);
            assertThat(result.output()).isInstanceOf(Output.Inline.class);
            assertThat(result.execution()).isEqualTo(executions.get(element));
        }
        next.finish(sink);
        assertThat(next.record().tasks()).isEqualTo(many + 2);
    }

    private static Integer[] boxed(int[] numbers) {
        return IntStream.of(numbers).boxed().toArray(Integer[]::new);
    }
}
