package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.Growth;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.TaskRecord;
import dev.weft.model.ValueId;
import dev.weft.model.WorkDone;
import dev.weft.spi.Commit;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.WantedInputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Draws a [Commit] as a correct worker would send it, with those deviations that a test asks for.
/// By default: the claimed task alone, all of its edges, a small inline output, inputs read from
/// the store, no child kept.
///
/// Not safe for several threads.
public final class CommitSketch {
    private final Wiring wiring;
    private final RunDriver run;
    private final Work work;
    private final Map<Integer, Long> executions = new LinkedHashMap<>();
    private final Map<Integer, Output> outputs = new HashMap<>();
    private final Map<Integer, long[]> fromMemory = new HashMap<>();
    private final Map<Integer, Integer> failures = new HashMap<>();
    private final List<Claim> handOvers = new ArrayList<>();
    private final List<ValueId> deleted = new ArrayList<>();
    private Outcome outcome = Outcome.COMMITTED;
    private Claim claim;
    private WantedInputs wanted = WantedInputs.NONE;
    private WorkDone done = WorkDone.NONE;
    private @Nullable Growth grown;
    private boolean settlesGrown;
    private int keep;
    private int fromEdge;
    private int toEdge = Integer.MAX_VALUE;
    private int part;
    private boolean last = true;

    CommitSketch(RunDriver run, Work work) {
        this.run = run;
        this.work = work;
        wiring = run.wiring();
        claim = work.claim();
        executions.put(work.claim().task(), work.execution());
    }

    /// Adds tasks to the segment, in the order of their execution.
    public CommitSketch then(int... tasks) {
        for (int task : tasks) {
            executions.put(task, run.execution());
        }
        return this;
    }

    /// Tells how many attempts at one of its tasks failed before.
    public CommitSketch after(int task, int failed) {
        failures.put(task, failed);
        return this;
    }

    /// Lets the sketch be of another task than the claimed one: what a segment ends with, whose
    /// edges somebody else publishes.
    public CommitSketch only(int task, long execution) {
        executions.clear();
        executions.put(task, execution);
        return this;
    }

    /// @param most how many of the children that become ready the caller keeps
    public CommitSketch keep(int most) {
        keep = most;
        return this;
    }

    /// Inputs that the answer shall carry for children that the caller keeps.
    public CommitSketch wanting(WantedInputs inputs) {
        wanted = inputs;
        return this;
    }

    /// The numbers of what the outcome of the segment's latest task adds.
    public CommitSketch growing(Growth growth) {
        grown = growth;
        return this;
    }

    /// The segment's first task adds tasks that were executed in the segment.
    public CommitSketch settling(Growth growth) {
        settlesGrown = true;
        return growing(growth);
    }

    /// What the worker has done since it last said so.
    public CommitSketch work(WorkDone sums) {
        done = sums;
        return this;
    }

    public CommitSketch handOver(Claim... claims) {
        handOvers.addAll(List.of(claims));
        return this;
    }

    public CommitSketch deleted(List<ValueId> values) {
        deleted.addAll(values);
        return this;
    }

    /// Settles the task as not executed.
    public CommitSketch skipped() {
        outcome = Outcome.SKIPPED;
        return output(Output.None.INSTANCE);
    }

    /// The output of the segment's latest task.
    public CommitSketch output(Output output) {
        outputs.put(latest(), output);
        return this;
    }

    /// Lets the output of the segment's latest task be in the blob store.
    public CommitSketch spread() {
        return spread(0);
    }

    /// The same, its digest known.
    public CommitSketch spread(long digest) {
        return output(new Output.Spread(100_000, digest));
    }

    /// Publishes some of the edges of the segment's latest task.
    ///
    /// @param number of the part, from 0
    /// @param from index of the first edge, inclusive
    /// @param to index of the last edge, exclusive
    /// @param lastChunk whether this part has the last edge
    public CommitSketch chunk(int number, int from, int to, boolean lastChunk) {
        part = number;
        fromEdge = from;
        toEdge = to;
        last = lastChunk;
        return this;
    }

    /// Says that an input was not read from the store.
    ///
    /// @param digest of its encoded form
    public CommitSketch used(int parent, long execution, long digest) {
        fromMemory.put(parent, new long[] {execution, digest});
        return this;
    }

    public CommitSketch claim(Claim other) {
        claim = other;
        return this;
    }

    /// The execution of a task of this segment.
    public long executionOf(int task) {
        return executions.getOrDefault(task, 0L);
    }

    public Commit build() {
        List<SegmentTask> tasks = executions.keySet().stream().map(this::segmentTask).toList();
        return new Commit(
                run.key(),
                work.epoch(),
                work.worker(),
                claim,
                tasks,
                part,
                last,
                keep,
                wanted,
                List.copyOf(handOvers),
                List.copyOf(deleted),
                done);
    }

    /// The last task of the segment.
    int latest() {
        return executions.keySet().stream().reduce((_, second) -> second).orElseThrow();
    }

    private int growing() {
        return settlesGrown ? claim.task() : latest();
    }

    private SegmentTask segmentTask(int task) {
        TaskRecord record = wiring.record(task);
        OutgoingEdges edges = leaving(record.out());
        boolean needed = edges.size() > 0 || task == wiring.sink();
        if (task == latest()) {
            edges = edges.range(fromEdge, Math.min(toEdge, edges.size()));
        }
        long execution = executions.getOrDefault(task, 0L);
        boolean settles = settlesGrown && task == growing();
        Output standard = needed && !settles ? run.valueOf(task, execution) : Output.None.INSTANCE;
        return new SegmentTask(
                task,
                execution,
                outcome,
                outputs.getOrDefault(task, standard),
                edges,
                inputs(record),
                failures.getOrDefault(task, 0),
                task == growing() ? grown : null,
                task == growing() && settlesGrown);
    }

    private OutgoingEdges leaving(OutgoingEdges all) {
        int[] leaving =
                IntStream.range(0, all.size())
                        .filter(i -> !executions.containsKey(all.children()[i]))
                        .toArray();
        if (leaving.length == all.size()) {
            return all;
        }
        OutgoingEdges some =
                new OutgoingEdges(
                        IntStream.of(leaving).map(i -> all.edges()[i]).toArray(),
                        IntStream.of(leaving).map(i -> all.children()[i]).toArray(),
                        IntStream.of(leaving).map(i -> all.inDegrees()[i]).toArray(),
                        new java.util.BitSet());
        for (int i = 0; i < leaving.length; i++) {
            some.fenced().set(i, all.fenced().get(leaving[i]));
        }
        return some;
    }

    private Inputs inputs(TaskRecord record) {
        int[] parents = record.parents();
        if (IntStream.of(parents).allMatch(this::staysWithin)) {
            return Inputs.NONE;
        }
        if (IntStream.of(parents).noneMatch(fromMemory::containsKey)) {
            return Inputs.fromStore(parents, record.parentOutDegrees(), record.firstInEdge());
        }
        long[] none = {0, 0};
        return new Inputs(
                parents,
                record.parentOutDegrees(),
                record.firstInEdge(),
                IntStream.of(parents)
                        .mapToLong(parent -> fromMemory.getOrDefault(parent, none)[0])
                        .toArray(),
                IntStream.of(parents)
                        .mapToLong(parent -> fromMemory.getOrDefault(parent, none)[1])
                        .toArray());
    }

    private boolean staysWithin(int parent) {
        return executions.containsKey(parent)
                && IntStream.of(wiring.children(parent)).allMatch(executions::containsKey);
    }
}
