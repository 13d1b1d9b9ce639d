package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskResult;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.CommitAnswer.Committed;
import dev.weft.spi.RunStore;
import dev.weft.spi.StartAnswer.Verdict;
import dev.weft.spi.Superseded;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Schedule A2: a task whose edges are published in several steps.
abstract class ChunkCases extends StoreCases {
    private static final int WIDTH = 6;

    ChunkCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Commit chunk(RunDriver run, Work work, int from, int to) {
        return run.commitOf(work).chunk(from / 2, from, to, to == WIDTH).build();
    }

    private static List<Grant> grants(RunDriver run, Commit commit) {
        return the(Committed.class, run.commit(commit)).grants();
    }

    @Test
    void a_everyChunkOfTheWinnerPublishesItsEdges() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> all = new ArrayList<>();
        for (int from = 0; from < WIDTH; from += 2) {
            all.addAll(grants(run, chunk(run, root, from, from + 2)));
        }
        assertThat(all).extracting(Grant::task).containsExactly(1, 2, 3, 4, 5, 6);
        finish(run, all);
    }

    @Test
    void b_firstChunkFixesTheOutcomeThatItsChildrenRead() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        Grant child = grants(run, chunk(run, root, 0, 2)).getFirst();
        TaskResult result = Objects.requireNonNull(run.result(0));
        assertThat(result.execution()).isEqualTo(root.execution());
        assertThat(result.open()).isTrue();
        run.done("w2", child);
        CommitAnswer other = run.commit(chunk(run, root.as(run.execution()), 2, WIDTH));
        assertThat(the(CommitAnswer.Refused.class, other).reason()).isEqualTo(Superseded.DUPLICATE);
        assertThat(run.state().arrived().cardinality()).isEqualTo(3);
    }

    @Test
    void c_claimStaysInTheIndexUntilTheLastChunk() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        run.commit(chunk(run, root, 0, 2));
        assertThat(run.state().index()).containsKey(0);
        run.commit(chunk(run, root, 2, 4));
        assertThat(run.state().index()).containsKey(0);
        assertThat(run.lost(root)).isEmpty();
        run.commit(chunk(run, root, 4, WIDTH));
        assertThat(run.state().index()).doesNotContainKey(0);
        assertThat(Objects.requireNonNull(run.result(0)).open()).isFalse();
    }

    @Test
    void c_whoeverReapsAnOpenTaskPublishesItInTheNameOfTheWinner() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work killed = run.started("w1", run.submitted().getFirst());
        List<Grant> all = new ArrayList<>(grants(run, chunk(run, killed, 0, 2)));
        all.replaceAll(grant -> renewed(run, grant));
        Grant open = onlyGrantOf(0, reissuedAfterALease(run, all));
        Work adopter = run.kept("w3", open);
        Verdict verdict = run.verdict(run.start(run.startOf(adopter)));
        Verdict.PublishOnly publish = the(Verdict.PublishOnly.class, verdict);
        assertThat(publish.winner().execution()).isEqualTo(killed.execution());
        Work winner = adopter.as(publish.winner().execution());
        all = new ArrayList<>(grants(run, chunk(run, winner, 0, 2)));
        all.addAll(grants(run, chunk(run, winner, 2, 4)));
        all.addAll(grants(run, chunk(run, winner, 4, WIDTH)));
        assertThat(Objects.requireNonNull(run.result(0)).open()).isFalse();
        assertThat(Objects.requireNonNull(run.result(0)).execution()).isEqualTo(killed.execution());
        assertThat(run.record().settled()).isEqualTo(1);
        finishByReaping(run);
    }

    @Test
    void d_chunksAreAcceptedInAnyOrderRepeatedOrNot() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        Commit first = chunk(run, root, 0, 2);
        Commit middle = chunk(run, root, 2, 4);
        Commit last = chunk(run, root, 4, WIDTH);
        List<Grant> all = new ArrayList<>(grants(run, middle));
        assertThat(grants(run, middle)).isEqualTo(all);
        all.addAll(grants(run, first));
        all.addAll(grants(run, last));
        assertThat(grants(run, last)).extracting(Grant::task).containsExactly(5, 6);
        assertThat(grants(run, first)).extracting(Grant::task).containsExactly(1, 2);
        assertThat(all).extracting(Grant::task).containsExactly(3, 4, 1, 2, 5, 6);
        finish(run, all);
    }

    @Test
    void e_lastChunkClosesNothingWhileOthersAreMissing() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        List<Grant> all = new ArrayList<>(grants(run, chunk(run, root, 0, 2)));
        all.addAll(grants(run, chunk(run, root, 4, WIDTH)));
        assertThat(run.state().index()).containsKey(0);
        assertThat(Objects.requireNonNull(run.result(0)).open()).isTrue();
        all.addAll(grants(run, chunk(run, root, 2, 4)));
        assertThat(run.state().index()).doesNotContainKey(0);
        finish(run, all);
    }

    @Test
    void e_storeThatHasLostChunksDoesNotTakeTheLastForAll() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        grants(
                run,
                chunk(run, root, 4, WIDTH)); // the others came before, and the store has lost them
        Work adopter = run.kept("w3", onlyGrantOf(0, reissuedAfterALease(run, List.of())));
        the(Verdict.PublishOnly.class, run.verdict(run.start(run.startOf(adopter))));
        Work winner = adopter.as(root.execution());
        for (int from = 0; from < WIDTH; from += 2) {
            run.commit(chunk(run, winner, from, from + 2));
        }
        assertThat(Objects.requireNonNull(run.result(0)).open()).isFalse();
        finishByReaping(run);
    }

    @Test
    void d_chunkIsAcceptedFromTheWinnerThoughSomebodyElsePublishesToo() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work paused = run.started("w1", run.submitted().getFirst());
        run.commit(chunk(run, paused, 0, 2));
        Grant open = onlyGrantOf(0, reissuedAfterALease(run, List.of()));
        Work adopter = run.kept("w3", open);
        run.start(run.startOf(adopter));
        assertThat(grants(run, chunk(run, paused, 2, 4))).hasSize(2);
        Work winner = adopter.as(paused.execution());
        for (int from = 0; from < WIDTH; from += 2) {
            run.commit(chunk(run, winner, from, from + 2));
        }
        assertThat(grants(run, chunk(run, paused, 4, WIDTH)))
                .extracting(Grant::task)
                .isSubsetOf(5, 6);
        finishByReaping(run);
    }

    @Test
    void outputOfAnOpenTaskIsNotCollected() {
        RunDriver run = run(DagShapes.fan(WIDTH));
        Work root = run.started("w1", run.submitted().getFirst());
        for (Grant child : grants(run, chunk(run, root, 0, 2))) {
            run.done("w2", child);
        }
        run.pass(run.limits().lossWindow().multipliedBy(2));
        assertThat(run.state().trash()).isEmpty();
        assertThat(run.state().values()).extracting(v -> v.task()).contains(0);
    }

    @Test
    void segmentIsOpenUntilTheEdgesOfItsLastTaskArePublished() {
        DagSketch sketch = new DagSketch();
        int middle = sketch.task(sketch.task());
        int[] children = new int[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            children[i] = sketch.task(middle);
        }
        sketch.task(children);
        RunDriver run = run(sketch.build());
        Work root = run.started("w1", run.submitted().getFirst());
        CommitSketch segment = run.commitOf(root).then(middle);
        List<Grant> all = new ArrayList<>(grants(run, segment.chunk(0, 0, 4, false).build()));
        assertThat(run.state().index()).hasSize(5);
        all.addAll(grants(run, segment.chunk(1, 4, WIDTH, true).build()));
        assertThat(run.state().index()).hasSize(6);
        finish(run, all);
    }

    @Test
    void fanOutOfManyEdgesTakesSeveralFullSteps() {
        int width = 2 * Commit.MAX_EDGES + 1;
        RunDriver run = run(DagShapes.fan(width));
        Work root = run.started("w1", run.submitted().getFirst());
        int granted = 0;
        for (int from = 0; from < width; from += Commit.MAX_EDGES) {
            int to = Math.min(width, from + Commit.MAX_EDGES);
            int part = from / Commit.MAX_EDGES;
            Commit commit = run.commitOf(root).chunk(part, from, to, to == width).build();
            granted += grants(run, commit).size();
        }
        assertThat(granted).isEqualTo(width);
        assertThat(run.state().index()).hasSize(width);
    }

    private static Grant renewed(RunDriver run, Grant grant) {
        run.started("w2", grant);
        return grant;
    }

    private static List<Grant> reissuedAfterALease(RunDriver run, List<Grant> others) {
        run.passALease();
        List<Grant> reissued = run.reaped().reissued();
        assertThat(reissued).hasSizeGreaterThanOrEqualTo(others.size() + 1);
        return reissued;
    }

    private static Grant onlyGrantOf(int task, List<Grant> grants) {
        List<Grant> found = grants.stream().filter(grant -> grant.task() == task).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static void finish(RunDriver run, List<Grant> children) {
        List<Grant> next = List.of();
        for (Grant child : children) {
            next = run.done("w2", child);
        }
        run.done("w2", next.getFirst());
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }

    /// Ends the run with nothing but what reaping says.
    private static void finishByReaping(RunDriver run) {
        for (int round = 0; round < 20 && run.status() == RunStatus.RUNNING; round++) {
            run.passALease();
            List<Grant> reissued = run.reaped().reissued();
            for (Grant grant : reissued) {
                run.done("w9", grant);
            }
        }
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
    }
}
