package dev.weft.local;

import dev.weft.core.FanOut;
import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.Claim;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.spi.BlobStore;
import dev.weft.spi.Engine;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunConflictException;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunRequest;
import dev.weft.spi.RunStore;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;
import dev.weft.worker.RunCounters;
import dev.weft.worker.RunExecution;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.TaskInterceptor;
import dev.weft.worker.Worker;
import dev.weft.worker.WorkerEnvironment;
import dev.weft.worker.WorkerSettings;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Runs graphs in this process: an in-memory store and one worker that keeps all that becomes ready.
///
/// Safe for many threads.
public final class LocalEngine implements Engine {
    private final EngineSettings settings;
    private final RunLimits limits;
    private final ValueCodec codec;
    private final RunStore store;
    private final BlobStore blobs;
    private final WorkerEnvironment environment;
    private final Worker worker;
    private final ConcurrentMap<RunId, LocalRun> runs = new ConcurrentHashMap<>();
    private final Object knowing = new Object();
    private Iterator<LocalRun> forgetting = Collections.emptyIterator(); // guarded by knowing
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalEngine(Parts parts) {
        settings = parts.settings();
        codec = parts.codec();
        store = parts.store();
        blobs = parts.blobs();
        environment = parts.environment();
        // A store in this process loses either nothing or everything: deleting need not wait.
        limits = settings.limits().withLossWindow(Duration.ZERO);
        worker =
                new Worker(
                        new WorkerSettings(
                                new WorkerId("local"),
                                settings.tasksAtOnce(),
                                settings.captureOutput(),
                                settings.echoOutput(),
                                settings.grace(),
                                settings.inlineValueBytes(),
                                settings.application(),
                                SegmentRules.standard(),
                                parts.holds(),
                                new KeepRules(false, settings.tasksAtOnce()),
                                FanOut.Sizes.STANDARD,
                                parts.interceptor()),
                        store,
                        blobs,
                        codec,
                        new Loopback(),
                        environment);
    }

    /// What an engine is made of; the engine closes all of it.
    ///
    /// @param holds off, unless a test wants outputs to be held
    /// @param interceptor stands between the worker and the functions that it calls; `null` for none
    public record Parts(
            EngineSettings settings,
            ValueCodec codec,
            RunStore store,
            BlobStore blobs,
            WorkerEnvironment environment,
            HoldRules holds,
            @Nullable TaskInterceptor interceptor) {

        /// The in-memory store, the codec that the class path has, real time and threads.
        ///
        /// @throws IllegalStateException if there is no codec on the class path
        public static Parts standard(EngineSettings settings) {
            return new Parts(
                    settings,
                    findCodec(settings.application()),
                    new InMemoryRunStore(),
                    new InMemoryBlobStore(),
                    new SystemEnvironment(),
                    HoldRules.off(),
                    null);
        }

        public Parts withStore(RunStore store) {
            return new Parts(settings, codec, store, blobs, environment, holds, interceptor);
        }

        public Parts withBlobs(BlobStore blobs) {
            return new Parts(settings, codec, store, blobs, environment, holds, interceptor);
        }

        public Parts withEnvironment(WorkerEnvironment environment) {
            return new Parts(settings, codec, store, blobs, environment, holds, interceptor);
        }

        public Parts withHolds(HoldRules holds) {
            return new Parts(settings, codec, store, blobs, environment, holds, interceptor);
        }

        public Parts withInterceptor(TaskInterceptor interceptor) {
            return new Parts(settings, codec, store, blobs, environment, holds, interceptor);
        }
    }

    /// Starts an engine of the standard parts.
    public static LocalEngine open(EngineSettings settings) {
        return of(Parts.standard(settings));
    }

    /// Starts an engine of given parts.
    public static LocalEngine of(Parts parts) {
        return new LocalEngine(parts);
    }

    private static ValueCodec findCodec(ClassLoader application) {
        return ServiceLoader.load(ValueCodecProvider.class, application)
                .findFirst()
                .or(() ->
                        ServiceLoader.load(
                                        ValueCodecProvider.class,
                                        LocalEngine.class.getClassLoader())
                                .findFirst())
                .orElseThrow(() ->
                        new IllegalStateException(
                                "no ValueCodecProvider on the class path; add dev.weft:weft-kryo"))
                .open(application);
    }

    @Override
    public ValueCodec codec() {
        return codec;
    }

    @Override
    public RunHandle submit(RunRequest request) {
        requireOpen();
        forgetExpired();
        Dag dag = request.dag();
        RunKey key =
                new RunKey(
                        request.id().orElseGet(() -> newId(environment.randomLong())),
                        environment.randomLong());
        int[] roots = dag.roots();
        BitSet fenced = new BitSet();
        for (int i = 0; i < roots.length; i++) {
            fenced.set(i, dag.options(roots[i]).fenced());
        }
        RunLimits own = request.limits(limits);
        RunCounters counters = new RunCounters(totals(dag), environment.nanoTime());
        Submit submit =
                new Submit(
                        key,
                        dag.shapeHash(),
                        dag.contentHash(),
                        dag.tasks(),
                        dag.edges(),
                        dag.sink(),
                        roots,
                        fenced,
                        own,
                        RunCode.HERE,
                        "local");
        return switch (submitted(submit, dag, counters)) {
            case SubmitAnswer.Created(var grants, var epoch, var deadline) -> {
                LocalRun run = known(key);
                begin(run, own, epoch, grants, deadline);
                yield run;
            }
            case SubmitAnswer.Existing(var found) -> known(found.run());
            case SubmitAnswer.Conflict(var found) ->
                    throw new RunConflictException(
                            key.id(), found.contentHash(), dag.contentHash());
            case SubmitAnswer.NotStored() ->
                    throw new IllegalStateException("nothing is stored for a local run");
        };
    }

    /// Nobody finds a run in the store that is not known here.
    private SubmitAnswer submitted(Submit submit, Dag dag, RunCounters counters) {
        synchronized (knowing) {
            SubmitAnswer answer = store.submit(submit);
            if (answer instanceof SubmitAnswer.Created) {
                runs.put(submit.run().id(), new LocalRun(this, submit.run(), dag, counters));
            }
            return answer;
        }
    }

    private void begin(
            LocalRun run, RunLimits own, int epoch, List<Grant> grants, long nextDeadline) {
        Dag dag = run.dag().orElseThrow(); // there until the run is done, and it has not begun
        RunExecution execution =
                worker.open(
                        run.key(), epoch, RunCode.HERE, dag, dag.constants(), own, run.counters());
        run.executedBy(execution);
        List<Claim> claims = grants.stream().map(Grant::claim).toList();
        worker.accept(
                execution,
                new Invocation(
                        run.key(),
                        epoch,
                        RunCode.HERE,
                        own,
                        claims,
                        nextDeadline,
                        false,
                        Optional.empty()));
    }

    private static RunId newId(long random) {
        return new RunId("run-%016x".formatted(random));
    }

    private static Map<String, Long> totals(Dag dag) {
        long[] byTemplate = new long[dag.templates().size()];
        int[] example = new int[byTemplate.length];
        for (int task = dag.tasks() - 1; task >= 0; task--) {
            byTemplate[dag.templateOf(task)]++;
            example[dag.templateOf(task)] = task;
        }
        Map<String, Long> totals = new LinkedHashMap<>();
        for (int template = 0; template < byTemplate.length; template++) {
            if (dag.template(template).kind() == TaskKind.EXIT) {
                continue; // a task that is added takes its place
            }
            totals.merge(dag.name(example[template]), byTemplate[template], Long::sum);
        }
        return totals;
    }

    private LocalRun known(RunKey key) {
        LocalRun run;
        synchronized (knowing) {
            run = runs.get(key.id());
        }
        if (run == null || !run.key().equals(key)) {
            throw new RunGoneException(key);
        }
        return run;
    }

    @Override
    public Optional<RunHandle> attach(RunId id) {
        return store.find(id).map(found -> known(found.run()));
    }

    @Override
    public RunHandle resume(RunId id, Optional<Dag> dag) {
        requireOpen();
        RunRecord found = store.find(id).orElseThrow(() -> new RunGoneException(new RunKey(id, 0)));
        LocalRun before = known(found.run());
        Optional<Dag> known = dag.or(before::dag);
        String shape = known.map(Dag::shapeHash).orElse(found.shapeHash());
        Resume resume = new Resume(found.run(), shape, found.epoch(), RunCode.HERE, "local");
        return switch (store.resume(resume)) {
            case ResumeAnswer.Resumed(var epoch, var grants, var deadline) -> {
                before.execution().ifPresent(worker::stop);
                before.counters().goOn();
                Dag graph = known.orElseThrow();
                LocalRun run = new LocalRun(this, found.run(), graph, before.counters());
                runs.put(id, run);
                begin(run, found.limits(), epoch, grants, deadline);
                yield run;
            }
            case ResumeAnswer.NothingToDo _ -> before;
            case ResumeAnswer.OtherShape(var other) ->
                    throw new RunConflictException(id, other.shapeHash(), shape);
            case ResumeAnswer.Gone() -> throw new RunGoneException(found.run());
        };
    }

    /// The result of a run that is done, as the caller's own.
    @Nullable Object result(RunRecord done) {
        TaskResult sink = done.result();
        if (sink != null && sink.output() instanceof Output.Spread) {
            return codec.decode(
                    blobs.fetch(done.run(), new ValueId(sink.task(), sink.execution(), true))
                            .orElseThrow(() -> new RunGoneException(done.run())));
        }
        if (sink == null || !(sink.output() instanceof Output.Inline(var payload, _, _))) {
            throw new IllegalStateException(
                    "run %s must have a result in its record, was %s".formatted(done.run(), sink));
        }
        return switch (payload) {
            case Payload.Shared(var value) -> value;
            case Payload.Encoded(var bytes) -> codec.decode(bytes);
            case Payload.Owned owned -> {
                Object taken = owned.takeIfLast();
                yield taken != null ? taken : codec.decode(owned.bytes());
            }
        };
    }

    RunStore store() {
        return store;
    }

    Worker worker() {
        return worker;
    }

    Duration grace() {
        return settings.grace();
    }

    long nanoTime() {
        return environment.nanoTime();
    }

    /// Drops the graphs of runs that the store has forgotten, a few at each submission, going on
    /// where the one before stopped.
    private void forgetExpired() {
        synchronized (knowing) {
            if (!forgetting.hasNext()) {
                forgetting = runs.values().iterator();
            }
            for (int looked = 0; looked < 8 && forgetting.hasNext(); looked++) {
                LocalRun run = forgetting.next();
                if (run.ended() && store.find(run.key().id()).isEmpty()) {
                    runs.remove(run.key().id(), run);
                }
            }
        }
    }

    /// Stops the tasks of a run in whatever epoch.
    void stop(RunKey key) {
        LocalRun run = runs.get(key.id());
        if (run != null && run.key().equals(key)) {
            run.execution().ifPresent(worker::stop);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException(
                    "the engine must be open, was closed; open another one, or close it later");
        }
    }

    /// Cancels what runs and waits for its tasks to end, at most through the grace.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        for (LocalRun run : runs.values()) {
            if (!run.ended()) {
                run.cancel();
            }
        }
        worker.close();
        environment.close();
        store.close();
        blobs.close();
    }

    /// Brings what the worker does not keep back to it.
    private final class Loopback implements Invoker {
        @Override
        public void invoke(Invocation invocation) {
            LocalRun run = runs.get(invocation.run().id());
            if (run != null && run.key().equals(invocation.run())) {
                run.execution().ifPresent(execution -> worker.accept(execution, invocation));
            }
        }

        @Override
        public void close() {}
    }
}
