package dev.weft.testkit;

import dev.weft.core.SegmentRules;
import dev.weft.model.ErrorCode;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.RunKey;
import dev.weft.model.TaskError;
import dev.weft.model.ValueId;
import dev.weft.spi.BlobStore;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.Invocation;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.RunOver;
import dev.weft.spi.RunStore;
import dev.weft.spi.SegmentTask;
import dev.weft.spi.Stores;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.Superseded;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.WorkerSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules that workers, clients and whoever looks after runs keep, and rules of stores whose breach shows
/// in what becomes of a run. (For rules that show in a step's answer see [CommitFaults], [StepFaults] and
/// [RecoveryFaults].)
final class SimulatedFaults {
    private SimulatedFaults() {}

    static Stream<SimulatedFault> all() {
        return Stream.of(
                        ofValues(),
                        ofWorkers(),
                        ofStores(),
                        ofOthers(),
                        SimulatedGrowFaults.all(),
                        SimulatedFanOutFaults.all())
                .flatMap(Function.identity());
    }

    private static Stream<SimulatedFault> ofValues() {
        return Stream.of(
                worker(
                        ProtocolRule.A6,
                        "a value is acknowledged before it is written",
                        6,
                        stores -> withBlobs(stores, new WritingLate(stores.blobs()))),
                worker(
                        ProtocolRule.A5,
                        "a worker says that values are deleted which are not",
                        113,
                        stores -> withBlobs(stores, new DeletingNothing(stores.blobs()))),
                store(
                        ProtocolRule.A5,
                        "values are deleted before the step that freed them is durable",
                        2418,
                        stores -> withRuns(stores, new WithoutLossWindow(stores.runs()))),
                store(
                        ProtocolRule.A4,
                        "two executions of a task share the name of their values",
                        399,
                        stores -> withBlobs(stores, new NamingByTask(stores.blobs()))),
                store(
                        ProtocolRule.B9,
                        "a value expires before its run ends",
                        3,
                        stores -> withBlobs(stores, new ForgettingSoon(stores.blobs()))),
                new SimulatedFault(
                        ProtocolRule.A8,
                        "a retry gets the objects of the attempt before",
                        4,
                        parts -> parts.withCodec(RememberingCodec::new)));
    }

    private static Stream<SimulatedFault> ofWorkers() {
        return Stream.of(
                worker(
                        ProtocolRule.A9,
                        "a worker does not say which inputs it had in memory",
                        1984,
                        stores -> withRuns(stores, new SayingNothingOfCopies(stores.runs()))),
                new SimulatedFault(
                        ProtocolRule.A9,
                        "an output that is not the same every time is held",
                        21,
                        parts -> parts.withOptions(options -> options.withDeterministic(true))),
                worker(
                        ProtocolRule.B1,
                        "a missing input is the failure of its reader",
                        50,
                        stores -> withRuns(stores, new FailingReaders(stores.runs()))),
                worker(
                        ProtocolRule.B4,
                        "a worker does not renew its leases",
                        53,
                        stores -> withRuns(stores, new NeverRenewing(stores.runs()))),
                new SimulatedFault(
                        ProtocolRule.B4,
                        "a segment goes on as long as there are tasks",
                        6,
                        parts -> parts.withSettings(SimulatedFaults::withoutAnEnd)),
                new SimulatedFault(
                        ProtocolRule.B4,
                        "a task with outside effects is repeated with those before and after it",
                        44,
                        parts -> parts.withOptions(options -> options.withOutsideEffects(false))),
                new SimulatedFault(
                        ProtocolRule.GRACE,
                        "an attempt that ignores its interruption is waited for",
                        21,
                        parts -> parts.withSettings(SimulatedFaults::withoutGivingUp)),
                new SimulatedFault(
                        ProtocolRule.B4,
                        "an attempt may take as long as it likes",
                        21,
                        parts ->
                                parts.withOptions(
                                        options -> options.withTimeout(Duration.ofDays(9)))));
    }

    private static Stream<SimulatedFault> ofStores() {
        return Stream.of(
                store(
                        ProtocolRule.RUN,
                        "a late step creates a run that is gone",
                        4,
                        stores -> withRuns(stores, new Resurrecting(stores.runs()))),
                store(
                        ProtocolRule.PLACES,
                        "as many tasks are claimed as are ready",
                        8,
                        stores -> withRuns(stores, new PlaceFaults.Unbounded(stores.runs()))),
                store(
                        ProtocolRule.PLACES,
                        "whoever has committed keeps its place",
                        8,
                        stores -> withRuns(stores, new PlaceFaults.Staying(stores.runs()))));
    }

    private static Stream<SimulatedFault> ofOthers() {
        return Stream.of(
                new SimulatedFault(
                        ProtocolRule.B1,
                        "a task that workers died of is executed among others",
                        919,
                        parts -> parts.withInvocations(SimulatedFaults::together)),
                new SimulatedFault(
                        ProtocolRule.A7,
                        "nobody looks after a run",
                        7,
                        SimulationParts::withoutLooker),
                new SimulatedFault(
                        ProtocolRule.B12,
                        "a client takes a run that is gone for one that has ended",
                        128,
                        SimulationParts::withoutSubmittingAgain));
    }

    private static WorkerSettings withoutAnEnd(WorkerSettings s) {
        return with(s, s.grace(), new SegmentRules(Integer.MAX_VALUE, Long.MAX_VALUE));
    }

    private static WorkerSettings withoutGivingUp(WorkerSettings s) {
        return with(s, Duration.ofDays(9), s.segments());
    }

    private static WorkerSettings with(WorkerSettings s, Duration grace, SegmentRules segments) {
        return new WorkerSettings(
                s.id(),
                s.tasksAtOnce(),
                s.captureOutput(),
                s.echoOutput(),
                grace,
                s.inlineValueBytes(),
                s.application(),
                segments,
                s.holds(),
                s.keeps(),
                s.fanOuts(),
                s.interceptor());
    }

    private static SimulatedFault worker(
            ProtocolRule rule, String fault, long seed, UnaryOperator<Stores> seen) {
        return new SimulatedFault(rule, fault, seed, parts -> parts.withSeen(seen));
    }

    private static SimulatedFault store(
            ProtocolRule rule, String fault, long seed, UnaryOperator<Stores> broken) {
        return new SimulatedFault(
                rule,
                fault,
                seed,
                parts -> parts.withStores(clock -> broken.apply(parts.stores().open(clock))));
    }

    private static Stores withRuns(Stores stores, RunStore runs) {
        return new Stores(runs, stores.blobs(), stores.graphs());
    }

    private static Stores withBlobs(Stores stores, BlobStore blobs) {
        return new Stores(stores.runs(), blobs, stores.graphs());
    }

    private static Invocation together(Invocation i) {
        return new Invocation(
                i.run(),
                i.epoch(),
                i.code(),
                i.limits(),
                i.claims(),
                i.nextDeadlineMicros(),
                false,
                i.parcel());
    }

    /// Passes everything on.
    private static class ForwardingBlobStore implements BlobStore {
        final BlobStore sound;

        ForwardingBlobStore(BlobStore sound) {
            this.sound = sound;
        }

        @Override
        public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
            sound.put(run, value, bytes, expiry);
        }

        @Override
        public Optional<byte[]> fetch(RunKey run, ValueId value) {
            return sound.fetch(run, value);
        }

        @Override
        public Map<ValueId, byte[]> fetch(RunKey run, List<ValueId> values) {
            return sound.fetch(run, values);
        }

        @Override
        public void delete(RunKey run, List<ValueId> values) {
            sound.delete(run, values);
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    private static final class WritingLate extends ForwardingBlobStore {
        private Runnable before = () -> {};

        WritingLate(BlobStore sound) {
            super(sound);
        }

        @Override
        public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
            before.run();
            before = () -> sound.put(run, value, bytes, expiry);
        }
    }

    private static final class DeletingNothing extends ForwardingBlobStore {
        DeletingNothing(BlobStore sound) {
            super(sound);
        }

        @Override
        public void delete(RunKey run, List<ValueId> values) {}
    }

    private static final class NamingByTask extends ForwardingBlobStore {
        NamingByTask(BlobStore sound) {
            super(sound);
        }

        private static ValueId name(ValueId value) {
            return new ValueId(value.task(), 0, true);
        }

        @Override
        public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
            sound.delete(run, List.of(name(value)));
            sound.put(run, name(value), bytes, expiry);
        }

        @Override
        public Optional<byte[]> fetch(RunKey run, ValueId value) {
            return sound.fetch(run, name(value));
        }

        @Override
        public Map<ValueId, byte[]> fetch(RunKey run, List<ValueId> values) {
            Map<ValueId, byte[]> found = new HashMap<>();
            values.forEach(value -> fetch(run, value).ifPresent(bytes -> found.put(value, bytes)));
            return found;
        }

        @Override
        public void delete(RunKey run, List<ValueId> values) {
            sound.delete(run, values.stream().map(NamingByTask::name).toList());
        }
    }

    private static final class ForgettingSoon extends ForwardingBlobStore {
        ForgettingSoon(BlobStore sound) {
            super(sound);
        }

        @Override
        public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
            sound.put(run, value, bytes, Duration.ofSeconds(10));
        }
    }

    private static final class SayingNothingOfCopies extends ForwardingRunStore {
        SayingNothingOfCopies(RunStore sound) {
            super(sound);
        }

        @Override
        public CommitAnswer commit(Commit c) {
            return sound.commit(
                    new Commit(
                            c.run(),
                            c.epoch(),
                            c.worker(),
                            c.claim(),
                            c.tasks().stream().map(SayingNothingOfCopies::silent).toList(),
                            c.part(),
                            c.last(),
                            c.keep(),
                            c.wanted(),
                            c.handOvers(),
                            c.deleted(),
                            c.work()));
        }

        private static SegmentTask silent(SegmentTask t) {
            Inputs inputs = t.inputs();
            return new SegmentTask(
                    t.task(),
                    t.execution(),
                    t.outcome(),
                    t.output(),
                    t.edges(),
                    Inputs.fromStore(inputs.parents(), inputs.outDegrees(), inputs.firstEdge()),
                    t.failures(),
                    t.grown(),
                    t.settlesGrown());
        }
    }

    private static final class FailingReaders extends ForwardingRunStore {
        FailingReaders(RunStore sound) {
            super(sound);
        }

        @Override
        public InvalidateAnswer invalidate(Invalidate i) {
            TaskError error =
                    new TaskError(
                            i.claim().task(),
                            "",
                            "",
                            ErrorCode.TASK_THREW,
                            1,
                            1,
                            "",
                            "an input is missing",
                            List.of(),
                            List.of(),
                            List.of(),
                            "",
                            "",
                            i.worker().value(),
                            0,
                            List.of(),
                            true);
            sound.fail(
                    new Fail(
                            i.run(),
                            i.epoch(),
                            i.worker(),
                            i.claim(),
                            1,
                            error,
                            Optional.empty(),
                            OutgoingEdges.NONE,
                            Inputs.NONE,
                            0,
                            true));
            return new InvalidateAnswer.Refused(Superseded.UNKNOWN);
        }
    }

    private static final class NeverRenewing extends ForwardingRunStore {
        NeverRenewing(RunStore sound) {
            super(sound);
        }

        @Override
        public RenewAnswer renew(Renew renew) {
            return new RenewAnswer.Renewed(List.of(), Long.MAX_VALUE);
        }
    }

    private static final class WithoutLossWindow extends ForwardingRunStore {
        WithoutLossWindow(RunStore sound) {
            super(sound);
        }

        @Override
        public SubmitAnswer submit(Submit s) {
            return sound.submit(
                    new Submit(
                            s.run(),
                            s.shapeHash(),
                            s.contentHash(),
                            s.tasks(),
                            s.edges(),
                            s.sink(),
                            s.roots(),
                            s.fencedRoots(),
                            s.limits().withLossWindow(Duration.ZERO),
                            s.code(),
                            s.submittedBy()));
        }
    }

    private static final class Resurrecting extends ForwardingRunStore {
        private @Nullable Submit submitted;

        Resurrecting(RunStore sound) {
            super(sound);
        }

        @Override
        public SubmitAnswer submit(Submit submit) {
            submitted = submit;
            return sound.submit(submit);
        }

        @Override
        public CommitAnswer commit(Commit commit) {
            CommitAnswer answer = sound.commit(commit);
            Submit known = submitted;
            if (answer instanceof CommitAnswer.Over(RunOver over)
                    && over == RunOver.GONE
                    && known != null) {
                sound.submit(known);
            }
            return answer;
        }
    }

    /// Gives the same object for the same bytes.
    private static final class RememberingCodec implements ValueCodec {
        private final ValueCodec sound;
        private final IdentityHashMap<byte[], Object> decoded = new IdentityHashMap<>();

        RememberingCodec(ValueCodec sound) {
            this.sound = sound;
        }

        @Override
        public byte[] encode(@Nullable Object value) {
            return sound.encode(value);
        }

        @Override
        public @Nullable Object decode(byte[] bytes) {
            return decoded.computeIfAbsent(bytes, _ -> sound.decode(bytes));
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
