package dev.weft.worker;

import dev.weft.core.OutputForm;
import dev.weft.core.OutputPlacement;
import dev.weft.model.Absent;
import dev.weft.model.Outcome;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import dev.weft.spi.CannotEncodeException;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets inputs to a task and outputs to where they are read, keeping tasks from seeing what others
/// do to mutable values. Safe for many threads.
final class Values {
    private static final Logger log = LoggerFactory.getLogger(Values.class);
    private final RunStore store;
    private final BlobStore blobs;
    private final ValueCodec codec;
    private final WorkerEnvironment environment;
    private final int inlineLimit;
    private final LocalCopies copies;
    private final Fetches fetches;

    Values(
            RunStore store,
            BlobStore blobs,
            ValueCodec codec,
            WorkerEnvironment environment,
            int inlineLimit,
            LocalCopies copies) {
        this.store = store;
        this.blobs = blobs;
        this.codec = codec;
        this.environment = environment;
        this.inlineLimit = inlineLimit;
        this.copies = copies;
        this.fetches = new Fetches(blobs, copies, environment);
    }

    /// The values of the current task's parents, in the order of its record.
    ///
    /// @throws ValueLostException if one is not where it should be
    @Nullable Object[] inputs(Segment segment) {
        TaskRecord record = segment.current();
        int[] parents = record.parents();
        @Nullable Object[] values = new Object[parents.length];
        boolean mayTake = segment.firstTry();
        Segment.Produced last = segment.last();
        int read = segment.template().readParents();
        if (last != null) {
            values[0] = read == 0 ? null : read(last.payload(), mayTake);
        } else if (parents.length > 0) {
            segment.readsInputs();
            InlineFanOut within = segment.within();
            @Nullable TaskResult[] results = results(segment, within, Arrays.copyOf(parents, read));
            Map<ValueId, Fetches.Fetched> fetched = fetch(segment, results);
            for (int i = 0; i < read; i++) {
                values[i] =
                        results[i] != null && InlineFanOut.made(results[i])
                                ? inputWithin(segment, i, results[i], mayTake)
                                : input(segment, i, results[i], fetched, mayTake);
            }
        }
        return values;
    }

    /// What was given with the claim, and else what the store has, in one round trip.
    private @Nullable TaskResult[] results(
            Segment segment, @Nullable InlineFanOut within, int[] parents) {
        @Nullable TaskResult[] results = new TaskResult[parents.length];
        int[] asked = new int[parents.length];
        int[] places = new int[parents.length];
        int missing = 0;
        for (int i = 0; i < parents.length; i++) {
            results[i] =
                    within != null
                            ? within.result(parents[i])
                            : isHeld(segment, parents[i])
                                    ? null
                                    : segment.given().result(parents[i]);
            if (results[i] == null && !isHeld(segment, parents[i])) {
                asked[missing] = parents[i];
                places[missing++] = i;
            }
        }
        if (missing > 0) {
            RunExecution run = segment.run();
            int[] tasks = missing == asked.length ? asked : Arrays.copyOf(asked, missing);
            List<@Nullable TaskResult> found =
                    Steps.take(run, environment, () -> store.results(run.key(), tasks));
            for (int i = 0; i < missing; i++) {
                results[places[i]] = found.get(i);
            }
        }
        return results;
    }

    /// The outcome of a task.
    ///
    /// @throws ValueLostException if it has none
    TaskResult result(RunExecution run, int task) {
        TaskResult found =
                Steps.take(run, environment, () -> store.results(run.key(), new int[] {task}))
                        .getFirst();
        if (found == null) {
            throw new ValueLostException(task, 0, "not settled");
        }
        return found;
    }

    /// The encoded form of an output.
    ///
    /// @throws ValueLostException if it is not where it should be
    byte[] bytes(RunExecution run, TaskResult result) {
        return switch (result.output()) {
            case Output.Inline(var payload, _, _) -> bytes(payload);
            case Output.Spread _ -> {
                Fetches.Fetched found =
                        fetches.fetch(run, List.of(spread(result))).get(spread(result));
                if (found == null) {
                    throw new ValueLostException(
                            result.task(), result.execution(), "absent in the blob store");
                }
                yield found.bytes();
            }
            case Output.None _, Output.Elided _, Output.Collected _ ->
                    throw new ValueLostException(
                            result.task(),
                            result.execution(),
                            result.output().getClass().getSimpleName());
        };
    }

    /// An input that many tasks read, in a form from which each gets its own.
    record SharedInput(Payload payload) {}

    /// The output of a task that is shared by tasks which are no children of it.
    ///
    /// @throws ValueLostException if it is not where it should be
    SharedInput shared(RunExecution run, int task) {
        TaskResult result = result(run, task);
        Payload payload =
                result.output() instanceof Output.Inline(var inline, _, _)
                        ? inline
                        : new Payload.Encoded(bytes(run, result));
        if (payload instanceof Payload.Encoded(var bytes)) {
            Object value = codec.decode(bytes);
            if (codec.isImmutable(value)) {
                payload = new Payload.Shared(value);
            }
        }
        return new SharedInput(payload);
    }

    @Nullable Object read(SharedInput input) {
        return read(input.payload(), false);
    }

    private static boolean isHeld(Segment segment, int parent) {
        Segment.HeldOutput held = segment.held();
        return held != null && held.record().task() == parent;
    }

    /// Large values, all at once.
    private Map<ValueId, Fetches.Fetched> fetch(Segment segment, @Nullable TaskResult[] results) {
        List<ValueId> spread = new ArrayList<>(0);
        for (TaskResult result : results) {
            if (result != null && result.output() instanceof Output.Spread) {
                spread.add(spread(result));
            }
        }
        return spread.isEmpty() ? Map.of() : fetches.fetch(segment.run(), spread);
    }

    private static ValueId spread(TaskResult result) {
        return new ValueId(result.task(), result.execution(), true);
    }

    private @Nullable Object input(
            Segment segment,
            int index,
            @Nullable TaskResult result,
            Map<ValueId, Fetches.Fetched> fetched,
            boolean mayTake) {
        int parent = segment.current().parents()[index];
        Segment.HeldOutput held = segment.held();
        if (held != null && held.record().task() == parent) {
            segment.usesLocal(index, held.execution(), held.digest());
            return read(held.payload(), false);
        }
        boolean first = segment.template().kind() == TaskKind.FIRST;
        if (first && (result == null || result.outcome() != Outcome.COMMITTED)) {
            return Absent.Nothing.NOTHING;
        }
        if (result == null) {
            throw new ValueLostException(parent, 0, "not settled");
        }
        return switch (result.output()) {
            case Output.Inline(var payload, _, var digest) -> {
                if (segment.given().isOwn(parent)) {
                    segment.usesLocal(index, result.execution(), digest);
                }
                yield read(payload, mayTake);
            }
            case Output.Spread(_, var digest) ->
                    codec.decode(spread(segment, index, result, digest, fetched));
            case Output.None _, Output.Elided _, Output.Collected _ ->
                    throw new ValueLostException(
                            parent, result.execution(), result.output().getClass().getSimpleName());
        };
    }

    /// An output of the fan-out that the task is executed within: it never went through the store.
    private @Nullable Object inputWithin(
            Segment segment, int index, TaskResult result, boolean mayTake) {
        if (!(result.output() instanceof Output.Inline(var payload, _, _))) {
            throw new IllegalStateException(
                    "output of task %d must be in memory, was %s"
                            .formatted(result.task(), result.output()));
        }
        long digest = store.keepsReferences() ? 0 : digest(payload);
        segment.usesLocal(index, result.execution(), digest);
        return read(payload, mayTake);
    }

    private byte[] spread(
            Segment segment,
            int index,
            TaskResult result,
            long digest,
            Map<ValueId, Fetches.Fetched> fetched) {
        Fetches.Fetched found = fetched.get(spread(result));
        if (found == null) {
            throw new ValueLostException(
                    result.task(), result.execution(), "absent in the blob store");
        }
        if (found.local()) {
            segment.usesLocal(index, result.execution(), digest);
        }
        return found.bytes();
    }

    private @Nullable Object read(Payload payload, boolean mayTake) {
        return switch (payload) {
            case Payload.Shared(var value) -> value;
            case Payload.Encoded(var bytes) -> codec.decode(bytes);
            case Payload.Owned owned -> {
                Object taken = mayTake ? owned.takeIfLast() : null;
                yield taken != null ? taken : codec.decode(owned.bytes());
            }
        };
    }

    /// Puts a result into the form in which it waits for its readers, before anybody sees it.
    ///
    /// @param inner whether its only reader comes next in the same segment
    /// @throws dev.weft.spi.CannotEncodeException if it has to be encoded and cannot be
    Segment.Produced produced(
            Segment segment, long execution, @Nullable Object value, boolean inner) {
        TaskRecord record = segment.current();
        boolean references = store.keepsReferences();
        boolean immutable = codec.isImmutable(value);
        OutputForm form =
                OutputForm.of(
                        immutable,
                        !immutable && references && readersOnlyRead(segment, record),
                        segment.template().readsOnly(),
                        references || inner);
        Addition addition = segment.scope().addition();
        if (value instanceof Absent && addition != null) {
            record = record.with(addition.withoutFirst(record.out()));
        }
        if (form == OutputForm.SHARED) {
            return new Segment.Produced(record, execution, new Payload.Shared(value), 0);
        }
        byte[] bytes = codec.encode(value);
        segment.run().counters().encoded(bytes.length);
        if (bytes.length > blobs.maxBytes()) {
            throw new CannotEncodeException(
                    "value",
                    "it takes %,d bytes, and a value may have %,d; return a part of it from each of"
                                    .formatted(bytes.length, blobs.maxBytes())
                            + " several tasks, or write it elsewhere and return where it is");
        }
        Payload payload =
                form == OutputForm.OWNED && value != null
                        ? new Payload.Owned(bytes, value, Math.max(1, record.out().size()))
                        : new Payload.Encoded(bytes);
        return new Segment.Produced(record, execution, payload, bytes.length);
    }

    /// The edges of an outcome, to be published for whoever did not get to it.
    OutgoingEdges edgesOf(RunExecution run, Scope scope, TaskRecord record, TaskResult winner) {
        OutgoingEdges all = Additions.withoutAddition(scope, record);
        Addition addition = scope.addition();
        if (addition == null || winner.outcome() != Outcome.COMMITTED) {
            return all;
        }
        OutgoingEdges without = addition.withoutFirst(all);
        return without.size() == all.size() || isThere(run, winner) ? all : without;
    }

    private boolean isThere(RunExecution run, TaskResult result) {
        try {
            return !(codec.decode(bytes(run, result)) instanceof Absent);
        } catch (ValueLostException e) {
            return false;
        }
    }

    private static boolean readersOnlyRead(Segment segment, TaskRecord record) {
        int[] children = record.out().children();
        for (int child : children) {
            Scope scope = segment.scope(child);
            if (!scope.holds(child) || !scope.templateOf(child).readsOnly()) {
                return false;
            }
        }
        return children.length > 0;
    }

    /// Puts an output where its readers find it; a large one is acknowledged when this returns.
    Output store(RunExecution run, Segment.Produced produced) {
        if (store.keepsReferences()) {
            return new Output.Inline(produced.payload(), produced.bytes(), 0);
        }
        byte[] bytes = bytes(produced.payload());
        if (OutputPlacement.of(false, bytes.length, inlineLimit) == OutputPlacement.INLINE) {
            return new Output.Inline(new Payload.Encoded(bytes), bytes.length, codec.digest(bytes));
        }
        ValueId value = new ValueId(produced.record().task(), produced.execution(), true);
        Duration expiry = run.limits().hardEnd().plus(run.limits().retention());
        Steps.take(
                run,
                environment,
                () -> {
                    blobs.put(run.key(), value, bytes, expiry);
                    return value;
                });
        copies.put(run.key(), value, bytes);
        return new Output.Spread(bytes.length, codec.digest(bytes));
    }

    /// The encoded form of a value.
    byte[] bytes(Payload payload) {
        return switch (payload) {
            case Payload.Shared(var value) -> codec.encode(value);
            case Payload.Encoded(var bytes) -> bytes;
            case Payload.Owned owned -> owned.bytes();
        };
    }

    long digest(Payload payload) {
        return codec.digest(bytes(payload));
    }

    /// Deletes what nobody needs any more and notes it for the next commit. What cannot be deleted
    /// now is not noted, so that the store names it again.
    void delete(RunExecution run, List<ValueId> garbage) {
        if (garbage.isEmpty()) {
            return;
        }
        List<ValueId> spread = garbage.stream().filter(ValueId::spread).toList();
        if (!spread.isEmpty()) {
            run.counters().step();
            try {
                blobs.delete(run.key(), spread);
            } catch (StoreUnavailableException e) {
                log.warn("run {}: values not deleted, will be named again: {}", run.key(), e);
                return;
            }
        }
        run.deleted(garbage);
    }
}
