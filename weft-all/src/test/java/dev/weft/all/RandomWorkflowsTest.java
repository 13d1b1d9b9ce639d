package dev.weft.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Run;
import dev.weft.RunOptions;
import dev.weft.Weft;
import dev.weft.WorkflowFailedException;
import dev.weft.core.HoldRules;
import dev.weft.local.LocalEngine;
import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.RunRecord;
import dev.weft.model.TaskError;
import dev.weft.model.ValueId;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.RunSnapshot;
import dev.weft.testkit.TestEngine;
import dev.weft.worker.TaskInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever its shape, and whatever goes wrong, a workflow gives what sequential evaluation gives, no
/// task is called before its parents, and only its result is left. `-Dweft.seed=N` replays one,
/// `-Dweft.walks=N` tries more or fewer.
@Timeout(120)
final class RandomWorkflowsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int SEEDS = Integer.getInteger("weft.walks", 60);
    private static final int MOST_ENTRIES_OF_A_DONE_RUN = 4;

    /// What an engine is made of.
    private record Made(boolean references, boolean holds, boolean faults, boolean deaf) {}

    @Test
    void resultsPassByReference() {
        check(new Made(true, false, false, false));
    }

    @Test
    void resultsPassEncoded() {
        check(new Made(false, false, false, false));
    }

    @Test
    void resultsAreHeldWhileTheirReadersRun() {
        check(new Made(true, true, false, false));
    }

    @Test
    void encodedResultsAreHeldWhileTheirReadersRun() {
        check(new Made(false, true, false, false));
    }

    @Test
    void tasksFailAndWorkersAreLost() {
        check(new Made(true, false, true, false));
    }

    @Test
    void tasksFailAndWorkersAreLostWhileResultsPassEncoded() {
        check(new Made(false, false, true, false));
    }

    @Test
    void tasksFailAndWorkersAreLostWhileResultsAreHeld() {
        check(new Made(false, true, true, false));
        check(new Made(true, true, true, false));
    }

    @Test
    void answersOfTheStoreAreLost() {
        check(new Made(true, false, false, true));
        check(new Made(false, false, false, true));
    }

    @Test
    void everythingGoesWrong() {
        check(new Made(true, true, true, true));
        check(new Made(false, true, true, true));
    }

    private static long[] seeds() {
        Long one = Long.getLong("weft.seed");
        return one == null ? LongStream.rangeClosed(1, SEEDS).toArray() : new long[] {one};
    }

    private static void check(Made made) {
        for (long seed : seeds()) {
            try {
                check(made, seed);
            } catch (Throwable e) {
                throw new AssertionError(
                        "%s failed with seed %d (replay it with -Dweft.seed=%d): %s"
                                .formatted(made, seed, seed, e.getMessage()),
                        e);
            }
        }
    }

    private static EngineSettings settings() {
        EngineSettings standard = EngineSettings.standard();
        return new EngineSettings(
                standard.tasksAtOnce(),
                false,
                false,
                standard.grace(),
                64, // most encoded lists are larger and go to the blob store
                standard.limits().withPoisonLimit(1_000),
                standard.application());
    }

    private static LocalEngine.Parts parts(LocalEngine.Parts parts, Made made, long seed) {
        LocalEngine.Parts changed = parts;
        if (!made.references()) {
            changed =
                    changed.withStore(
                            new InMemoryRunStore(parts.environment()::epochMicros, false));
        }
        if (made.holds()) {
            changed = changed.withHolds(new HoldRules(0));
        }
        RandomFaults faults = new RandomFaults(seed, parts.environment());
        if (made.faults()) {
            changed = changed.withInterceptor(faults);
        }
        return made.deaf() ? changed.withStore(faults.deafTo(changed.store())) : changed;
    }

    private static void check(Made made, long seed) throws Exception {
        String name = made + " " + seed;
        Trace trace = Trace.begin(name);
        InMemoryBlobStore[] blobs = new InMemoryBlobStore[1];
        try (TestEngine engine =
                        TestEngine.open(
                                settings(),
                                seed,
                                parts -> {
                                    InMemoryBlobStore own =
                                            new InMemoryBlobStore(parts.environment()::epochMicros);
                                    blobs[0] = own;
                                    return parts(parts, made, seed).withBlobs(own);
                                });
                Weft weft = Weft.open(engine)) {
            RandomWorkflow workflow = RandomWorkflow.draw(name, seed, false);
            Run<List<Object>> run = weft.submit(workflow.sink());
            assertThat(run.await(LONG)).isEqualTo(workflow.expected());
            assertThat(trace.violations()).isEmpty();
            assertThat(trace.ended()).hasSize(workflow.size());
            if (!made.faults() && !made.deaf()) {
                assertThat(trace.calls().values()).containsOnly(1);
            }
            int trash = checkThatOnlyTheResultIsLeft(engine, run);
            if (!made.faults() && !made.deaf()) { // else lost executions leave theirs to the expiry
                assertThat(blobs[0].values()).as("large values").isLessThanOrEqualTo(1 + trash);
            }
            engine.time().advance(Duration.ofDays(9));
            assertThat(engine.store().find(run.id())).isEmpty();
        } finally {
            Trace.end(name);
        }
    }

    /// @return how many values wait to be deleted
    private static int checkThatOnlyTheResultIsLeft(TestEngine engine, Run<?> run) {
        RunRecord record = engine.store().find(run.id()).orElseThrow();
        RunSnapshot left = engine.store().inspect(record.run()).orElseThrow();
        assertThat(left.results().keySet()).isSubsetOf(record.sink());
        assertThat(left.claims()).isEmpty();
        assertThat(left.index()).isEmpty();
        assertThat(left.arrived().isEmpty()).as("arrived is empty").isTrue();
        assertThat(left.skipped().isEmpty()).as("skipped is empty").isTrue();
        assertThat(left.consumed().isEmpty()).as("consumed is empty").isTrue();
        List<ValueId> values = new ArrayList<>(left.values());
        values.removeAll(left.trash());
        assertThat(values).allMatch(value -> value.task() == record.sink());
        int trash = left.trash().size();
        assertThat(left.keys() - trash - record.errors().size())
                .isLessThanOrEqualTo(MOST_ENTRIES_OF_A_DONE_RUN);
        assertThat(engine.store().activeRuns()).isEmpty();
        return trash;
    }

    @Test
    void aRunThatGoesOnExecutesAllThatCanBeAndIsResumedToItsResult() {
        for (long seed : seeds()) {
            try {
                checkGoingOn(seed);
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed %d failed (replay it with -Dweft.seed=%d): %s"
                                .formatted(seed, seed, e.getMessage()),
                        e);
            }
        }
    }

    private static void checkGoingOn(long seed) throws Exception {
        String name = "going on " + seed;
        Trace trace = Trace.begin(name);
        RandomWorkflow workflow = RandomWorkflow.draw(name, seed, true);
        BitSet broken = new BitSet();
        SplittableRandom random = new SplittableRandom(seed);
        broken.set(random.nextInt(workflow.size()));
        broken.set(random.nextInt(workflow.size()));
        AtomicBoolean mended = new AtomicBoolean();
        TaskInterceptor faults =
                (task, _, body) -> {
                    boolean breaks =
                            !mended.get()
                                    && task.name().matches("\\d+")
                                    && broken.get(Integer.parseInt(task.name()));
                    if (breaks) {
                        throw new StackOverflowError("as drawn"); // for good: is not tried again
                    }
                    return body.call();
                };
        try (TestEngine engine =
                        TestEngine.open(settings(), seed, parts -> parts.withInterceptor(faults));
                Weft weft = Weft.open(engine)) {
            Run<List<Object>> run =
                    weft.submit(workflow.sink(), RunOptions.standard().withGoOn(true));
            checkThatOnlyWhatIsBelowIsSkipped(run, workflow, broken, trace);
            mended.set(true);
            assertThat(weft.resume(run.id()).await(LONG)).isEqualTo(workflow.expected());
            assertThat(trace.calls()).hasSize(workflow.size());
            assertThat(trace.calls().values()).containsOnly(1);
            assertThat(trace.violations()).isEmpty();
            assertThat(checkThatOnlyTheResultIsLeft(engine, run)).isNotNegative();
        } finally {
            Trace.end(name);
        }
    }

    private static void checkThatOnlyWhatIsBelowIsSkipped(
            Run<?> run, RandomWorkflow workflow, BitSet broken, Trace trace) {
        WorkflowFailedException thrown =
                catchThrowableOfType(WorkflowFailedException.class, () -> run.await(LONG));
        assertThat(thrown).isNotNull();
        BitSet below = workflow.below(broken);
        BitSet failed = (BitSet) broken.clone();
        failed.andNot(below);
        assertThat(thrown.errors())
                .extracting(TaskError::name)
                .containsExactlyInAnyOrderElementsOf(
                        failed.stream().mapToObj(Integer::toString).toList());
        BitSet executed = new BitSet();
        executed.set(0, workflow.size());
        executed.andNot(broken);
        executed.andNot(below);
        assertThat(trace.ended())
                .containsExactlyInAnyOrderElementsOf(executed.stream().boxed().toList());
    }
}
