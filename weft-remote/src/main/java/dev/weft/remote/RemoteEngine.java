package dev.weft.remote;

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
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Connection;
import dev.weft.spi.Engine;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunConflictException;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunRequest;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import dev.weft.spi.ValueCodec;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Submits runs to a store that workers elsewhere share, and has the first of them invoked. From then
/// on nobody needs this client.
///
/// Safe for many threads.
public final class RemoteEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(RemoteEngine.class);
    private static final int MOST_CLAIMS = 10_000;
    private static final int MOST_SUBMISSIONS = 3;

    private final Stores stores;
    private final Invoker invoker;
    private final ValueCodec codec;
    private final RunLimits limits;
    private final String archive;
    private final int inlineGraphBytes;
    private final StoredGraphs graphs;
    private final String self = "client of process " + ProcessHandle.current().pid();
    private final SecureRandom random = new SecureRandom();

    /// @param stores closed with the engine
    /// @param invoker closed with the engine
    /// @param archive fingerprint of the application archive
    public RemoteEngine(
            Stores stores, Invoker invoker, ValueCodec codec, RunLimits limits, String archive) {
        this(stores, invoker, codec, limits, archive, Connection.INLINE_GRAPH_BYTES);
    }

    /// @param stores closed with the engine
    /// @param invoker closed with the engine
    /// @param archive fingerprint of the application archive
    /// @param inlineGraphBytes most bytes of graph and constants that travel inside an invocation; a graph that
    ///     is larger is stored in chunks
    public RemoteEngine(
            Stores stores,
            Invoker invoker,
            ValueCodec codec,
            RunLimits limits,
            String archive,
            int inlineGraphBytes) {
        this.inlineGraphBytes = inlineGraphBytes;
        this.graphs = new StoredGraphs(stores.graphs());
        this.stores = stores;
        this.invoker = invoker;
        this.codec = codec;
        this.limits = limits;
        this.archive = archive;
    }

    @Override
    public ValueCodec codec() {
        return codec;
    }

    @Override
    public RunHandle submit(RunRequest request) {
        Dag dag = request.dag();
        Optional<RunHandle> there = request.id().flatMap(id -> existing(id, dag));
        if (there.isPresent()) {
            return there.get();
        }
        RunKey key =
                new RunKey(
                        request.id().orElseGet(() -> newId(random.nextLong())), random.nextLong());
        Graph graph = Graph.of(dag, inlineGraphBytes);
        Submission submission = new Submission(submit(key, dag, graph, own(request)), graph);
        return switch (begin(submission)) {
            case SubmitAnswer.Created _ ->
                    new RemoteRun(this, key, names(dag), Optional.of(submission));
            case SubmitAnswer.Existing(var found) ->
                    new RemoteRun(this, found.run(), names(dag), Optional.empty());
            case SubmitAnswer.Conflict(var found) ->
                    throw new RunConflictException(
                            key.id(), found.contentHash(), dag.contentHash());
            case SubmitAnswer.NotStored() -> throw lost(key);
        };
    }

    /// Writes what workers must know, then the run, then has its roots executed: whatever is missing when
    /// this client dies in between, the run is found and goes on, or has never been.
    SubmitAnswer begin(Submission submission) {
        Submit submit = submission.submit();
        SubmitAnswer answer = stored(submission);
        if (answer instanceof SubmitAnswer.Created(var roots, var epoch, var deadline)) {
            invoke(
                    roots,
                    claims ->
                            new Invocation(
                                    submit.run(),
                                    epoch,
                                    submit.code(),
                                    submit.limits(),
                                    claims,
                                    deadline,
                                    false,
                                    submission.graph().parcel()));
        }
        return answer;
    }

    /// A store that has lost its latest writes between the two is told both again.
    private SubmitAnswer stored(Submission submission) {
        Submit submit = submission.submit();
        SubmitAnswer answer = new SubmitAnswer.NotStored();
        for (int i = 0; i < MOST_SUBMISSIONS && answer instanceof SubmitAnswer.NotStored; i++) {
            store(submit.run(), submission.graph(), submit.limits());
            answer = insist(() -> stores.runs().submit(submit));
        }
        return answer;
    }

    private static StoreUnavailableException lost(RunKey run) {
        String what =
                "the store must keep the graph of run %s until that is submitted, has lost it %d times"
                        .formatted(run, MOST_SUBMISSIONS);
        return new StoreUnavailableException(what, new IOException(what));
    }

    /// A run of that id that is there already, before anything is written for a second one.
    private Optional<RunHandle> existing(RunId id, Dag dag) {
        return insist(() -> stores.runs().find(id))
                .map(found -> {
                    if (!found.contentHash().equals(dag.contentHash())) {
                        throw new RunConflictException(id, found.contentHash(), dag.contentHash());
                    }
                    return new RemoteRun(this, found.run(), names(dag), Optional.empty());
                });
    }

    private void store(RunKey key, Graph graph, RunLimits own) {
        Duration expiry = own.hardEnd().plus(own.retention());
        insist(() -> {
            graphs.put(graph.encoded(), expiry);
            stores.graphs().putConstants(key, graph.constants(), expiry);
            return key;
        });
    }

    /// Workers of earlier epochs go on with the constants that they know, so that others get a place of
    /// their own, which the code of the resumed run names.
    private void storeMended(RunRecord run, Graph graph, boolean sameConstants) {
        if (sameConstants) {
            store(run.run(), graph, run.limits());
            return;
        }
        Duration expiry = run.limits().hardEnd().plus(run.limits().retention());
        insist(() -> {
            graphs.put(graph.encoded(), expiry);
            stores.graphs().putGraph(graph.constantsName(), graph.constants(), expiry);
            return run;
        });
    }

    /// They were to go with what remains of the ended run.
    private void keepConstants(RunRecord run) {
        Duration expiry = run.limits().hardEnd().plus(run.limits().retention());
        insist(() -> {
            stores.graphs().expireConstants(run.run(), expiry);
            return run;
        });
    }

    private Submit submit(RunKey key, Dag dag, Graph graph, RunLimits own) {
        int[] roots = dag.roots();
        BitSet fenced = new BitSet();
        for (int i = 0; i < roots.length; i++) {
            fenced.set(i, dag.options(roots[i]).fenced());
        }
        return new Submit(
                key,
                dag.shapeHash(),
                dag.contentHash(),
                dag.tasks(),
                dag.edges(),
                dag.sink(),
                roots,
                fenced,
                own,
                graph.code(archive),
                self,
                true);
    }

    /// Values need not be kept for longer than what this store may lose.
    private RunLimits own(RunRequest request) {
        Duration store = stores.runs().lossWindow();
        Duration asked = limits.lossWindow();
        return request.limits(limits).withLossWindow(store.compareTo(asked) < 0 ? store : asked);
    }

    private static RunId newId(long random) {
        return new RunId("run-%016x".formatted(random));
    }

    private static Supplier<Optional<TaskNames>> names(Dag dag) {
        return () -> Optional.of(new TaskNames(dag, dag.tasks()));
    }

    /// The names of a run that this client has not submitted.
    private Supplier<Optional<TaskNames>> names(RunRecord run) {
        return () -> insist(() -> graphs.names(run.run(), run.code().graph()));
    }

    @Override
    public Optional<RunHandle> attach(RunId id) {
        return insist(() -> stores.runs().find(id))
                .map(found -> new RemoteRun(this, found.run(), names(found), Optional.empty()));
    }

    @Override
    public RunHandle resume(RunId id, Optional<Dag> dag) {
        RunRecord found =
                insist(() -> stores.runs().find(id))
                        .orElseThrow(() -> new RunGoneException(new RunKey(id, 0)));
        Optional<Graph> mended = dag.map(given -> Graph.of(given, inlineGraphBytes));
        String shape = dag.map(Dag::shapeHash).orElse(found.shapeHash());
        boolean sameConstants =
                dag.map(Dag::contentHash).map(found.contentHash()::equals).orElse(true);
        RunCode code =
                mended.map(graph ->
                                sameConstants
                                        ? graph.code(archive)
                                        : graph.codeWithConstants(archive))
                        .orElse(found.code());
        mended.ifPresent(graph -> storeMended(found, graph, sameConstants));
        keepConstants(found);
        Resume resume = new Resume(found.run(), shape, found.epoch(), code, self);
        return switch (insist(() -> stores.runs().resume(resume))) {
            case ResumeAnswer.Resumed(var epoch, var grants, var deadline) -> {
                invoke(
                        grants,
                        claims ->
                                new Invocation(
                                        found.run(),
                                        epoch,
                                        code,
                                        found.limits(),
                                        claims,
                                        deadline,
                                        false,
                                        mended.flatMap(Graph::parcel)));
                yield new RemoteRun(
                        this,
                        found.run(),
                        dag.map(RemoteEngine::names).orElse(names(found)),
                        Optional.empty());
            }
            case ResumeAnswer.NothingToDo(var other) ->
                    new RemoteRun(this, other.run(), names(other), Optional.empty());
            case ResumeAnswer.OtherShape(var other) ->
                    throw new RunConflictException(id, other.shapeHash(), shape);
            case ResumeAnswer.Gone() -> throw new RunGoneException(found.run());
        };
    }

    /// Makes an invocation of claims.
    interface Inviting {
        Invocation of(List<Claim> claims);
    }

    /// Has claims executed. What cannot be passed on now is dispatched again when its deadline passes.
    void invoke(List<Grant> grants, Inviting invocation) {
        List<Claim> claims = new ArrayList<>(Math.min(grants.size(), MOST_CLAIMS));
        for (Grant grant : grants) {
            claims.add(grant.claim());
            if (claims.size() == MOST_CLAIMS) {
                invoke(invocation.of(List.copyOf(claims)));
                claims.clear();
            }
        }
        if (!claims.isEmpty()) {
            invoke(invocation.of(List.copyOf(claims)));
        }
    }

    private void invoke(Invocation invocation) {
        try {
            invoker.invoke(invocation);
        } catch (StoreUnavailableException e) {
            log.warn(
                    "run {}: workers could not be invoked, whoever looks after the run will: {}",
                    invocation.run(),
                    e.toString());
        }
    }

    /// Asks the store again while there is no answer, for as long as a lease: repeating is safe.
    <A> A insist(Supplier<A> step) {
        return Insistence.take(step, limits.lease());
    }

    /// How long somebody who waits goes without looking after the run.
    long patience() {
        return limits.lease().dividedBy(3).toNanos();
    }

    Stores stores() {
        return stores;
    }

    /// The result of a run that is done.
    @Nullable Object result(RunRecord done) {
        TaskResult sink = done.result();
        if (sink == null) {
            throw new IllegalStateException(
                    "run %s must have a result in its record, has none".formatted(done.run()));
        }
        return switch (sink.output()) {
            case Output.Inline(Payload.Encoded(var bytes), _, _) -> codec.decode(bytes);
            case Output.Spread _ ->
                    codec.decode(
                            insist(() -> stores.blobs().fetch(done.run(), spread(sink)))
                                    .orElseThrow(() -> new RunGoneException(done.run())));
            default ->
                    throw new IllegalStateException(
                            "result of run %s must be stored, was %s"
                                    .formatted(done.run(), sink.output()));
        };
    }

    private static ValueId spread(TaskResult sink) {
        return new ValueId(sink.task(), sink.execution(), true);
    }

    /// Detaches: runs go on.
    @Override
    public void close() {
        invoker.close();
        stores.close();
    }
}
