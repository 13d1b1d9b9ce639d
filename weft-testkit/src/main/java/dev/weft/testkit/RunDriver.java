package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Claim;
import dev.weft.model.Dag;
import dev.weft.model.ErrorCode;
import dev.weft.model.Grant;
import dev.weft.model.Growth;
import dev.weft.model.OutgoingEdges;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunProgress;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskResult;
import dev.weft.model.WorkerId;
import dev.weft.spi.CancelAnswer;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Fail;
import dev.weft.spi.FailAnswer;
import dev.weft.spi.Grow;
import dev.weft.spi.GrowAnswer;
import dev.weft.spi.Hold;
import dev.weft.spi.HoldAnswer;
import dev.weft.spi.Inputs;
import dev.weft.spi.Invalidate;
import dev.weft.spi.InvalidateAnswer;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunSnapshot;
import dev.weft.spi.RunStore;
import dev.weft.spi.Start;
import dev.weft.spi.StartAnswer;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Plays the client and the workers of one run against a store, step by step, and checks the
/// invariants of the run's state after every step.
///
/// A step that must succeed is named in the past participle (`committed`), one that may be refused
/// by its own name (`commit`). Not safe for several threads.
public final class RunDriver {
    private final RunStore store;
    private final VirtualClock clock;
    private final Dag dag;
    private final Wiring wiring;
    private final RunLimits limits;
    private final RunKey key;
    private final SplittableRandom random;
    private final boolean checking;
    private final Set<Integer> madeAgain = new HashSet<>();
    private int epoch = 1;

    /// @param key of the run that is to be submitted
    public RunDriver(RunStore store, VirtualClock clock, Dag dag, RunLimits limits, RunKey key) {
        this(store, clock, dag, limits, key, true);
    }

    /// @param checking whether it checks the invariants; else that is up to the caller
    RunDriver(
            RunStore store,
            VirtualClock clock,
            Dag dag,
            RunLimits limits,
            RunKey key,
            boolean checking) {
        this(store, clock, dag, Wiring.of(dag), limits, key, checking);
    }

    /// @param wiring the graph and what the run grows by
    RunDriver(
            RunStore store,
            VirtualClock clock,
            GrowingWiring wiring,
            RunLimits limits,
            RunKey key) {
        this(store, clock, wiring.dag(), wiring, limits, key, true);
    }

    /// @param checking whether it checks the invariants; else that is up to the caller
    RunDriver(
            RunStore store,
            VirtualClock clock,
            Dag dag,
            Wiring wiring,
            RunLimits limits,
            RunKey key,
            boolean checking) {
        this.store = store;
        this.clock = clock;
        this.dag = dag;
        this.wiring = wiring;
        this.limits = limits;
        this.key = key;
        random = new SplittableRandom(key.incarnation());
        this.checking = checking;
    }

    public Dag dag() {
        return dag;
    }

    /// The tasks of the graph, and those that the run has grown by.
    Wiring wiring() {
        return wiring;
    }

    public RunKey key() {
        return key;
    }

    public RunLimits limits() {
        return limits;
    }

    /// The run's epoch as the last answer named it.
    public int epoch() {
        return epoch;
    }

    /// Draws a random number for an execution; never 0.
    public long execution() {
        return random.nextLong() | 1;
    }

    /// What the client sends.
    public Submit submission() {
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
                limits,
                RunCode.HERE,
                "a test");
    }

    public SubmitAnswer submit() {
        return submit(submission());
    }

    public SubmitAnswer submit(Submit submit) {
        return checked(store.submit(submit));
    }

    /// Submits the run, which must be new.
    ///
    /// @return its roots' claims
    public List<Grant> submitted() {
        SubmitAnswer.Created created = the(SubmitAnswer.Created.class, submit());
        epoch = created.epoch();
        return created.roots();
    }

    public StartAnswer start(Start start) {
        return checked(store.start(start));
    }

    /// Asks for one claim with a new execution.
    public StartAnswer start(String worker, Claim claim) {
        return start(startOf(new Work(new WorkerId(worker), claim, epoch, execution())));
    }

    /// The step that adopts a claim for one execution and asks for its task's inputs.
    public Start startOf(Work work) {
        return new Start(
                key,
                work.epoch(),
                work.worker(),
                List.of(new Start.Adoption(work.claim(), work.execution())),
                wiring.parents(work.claim().task()));
    }

    /// The verdict on the only claim of a step, in a run that goes on.
    public StartAnswer.Verdict verdict(StartAnswer answer) {
        return the(StartAnswer.Started.class, answer).verdicts().getFirst();
    }

    /// Adopts a claim that was granted as INVOKE.
    public Work started(String worker, Claim claim) {
        Work work = new Work(new WorkerId(worker), claim, epoch, execution());
        the(StartAnswer.Verdict.Adopted.class, verdict(start(startOf(work))));
        return work;
    }

    public Work started(String worker, Grant grant) {
        return started(worker, grant.claim());
    }

    /// Begins the execution of a claim that was granted as CONTINUE or HELD.
    public Work kept(String worker, Grant grant) {
        return new Work(new WorkerId(worker), grant.claim(), epoch, execution());
    }

    /// Draws the commit of an execution.
    public CommitSketch commitOf(Work work) {
        return new CommitSketch(this, work);
    }

    public CommitAnswer commit(Commit commit) {
        return checked(store.commit(commit));
    }

    /// Commits what must be accepted for the first time.
    public CommitAnswer.Committed committed(CommitSketch sketch) {
        Commit commit = sketch.build();
        CommitAnswer.Committed answer = the(CommitAnswer.Committed.class, commit(commit));
        assertThat(answer.again()).as("again, of %s", commit.claim()).isFalse();
        return answer;
    }

    /// Repeats what was committed.
    public CommitAnswer.Committed committedAgain(CommitSketch sketch) {
        CommitAnswer.Committed answer = the(CommitAnswer.Committed.class, commit(sketch.build()));
        assertThat(answer.again()).as("again").isTrue();
        return answer;
    }

    /// Commits the claimed task alone.
    public CommitAnswer.Committed committed(Work work) {
        return committed(commitOf(work));
    }

    /// Starts and commits a task.
    ///
    /// @return the children that became ready, all INVOKE
    public List<Grant> done(String worker, Grant grant) {
        return committed(started(worker, grant)).grants();
    }

    /// The step by which an execution of the claimed task asks for numbers.
    public Grow growOf(Work work, int tasks, int edges) {
        return growOf(work, work.claim().task(), work.execution(), tasks, edges);
    }

    /// The same of a task in the segment.
    Grow growOf(Work work, int task, long by, int tasks, int edges) {
        String label = "what " + task + " makes";
        return new Grow(
                key, work.epoch(), work.worker(), work.claim(), task, by, label, tasks, edges);
    }

    public GrowAnswer grow(Grow grow) {
        return checked(store.grow(grow));
    }

    /// Asks for numbers, which must be given.
    public Growth grown(Work work, int tasks, int edges) {
        return grown(growOf(work, tasks, edges));
    }

    Growth grown(Grow grow) {
        return the(GrowAnswer.Grown.class, grow(grow)).growth();
    }

    /// The first step with which a worker claims the children of an output that it keeps.
    public Hold holdOf(Work work) {
        int task = work.claim().task();
        return new Hold(
                key,
                work.epoch(),
                work.worker(),
                work.claim(),
                task,
                work.execution(),
                wiring.record(task).out());
    }

    public HoldAnswer hold(Hold hold) {
        return checked(store.hold(hold));
    }

    public HoldAnswer.Held held(Work work) {
        return the(HoldAnswer.Held.class, hold(holdOf(work)));
    }

    public RenewAnswer renew(Work... works) {
        List<Renew.Renewal> renewals =
                Arrays.stream(works)
                        .map(work -> new Renew.Renewal(work.claim(), work.claim().task()))
                        .toList();
        WorkerId worker = works.length == 0 ? new WorkerId("bystander") : works[0].worker();
        int known = works.length == 0 ? epoch : works[0].epoch();
        return renewed(new Renew(key, known, worker, renewals));
    }

    RenewAnswer renewed(Renew renew) {
        return checked(store.renew(renew));
    }

    /// Renews leases in a run that goes on.
    ///
    /// @return the claims that are lost
    public List<Claim> lost(Work... works) {
        return the(RenewAnswer.Renewed.class, renew(works)).lost();
    }

    public ReapAnswer reap() {
        return checked(store.reap(key, 1_000));
    }

    public ReapAnswer.Reaped reaped() {
        return the(ReapAnswer.Reaped.class, reap());
    }

    /// The report of a worker's death, as whoever saw its process end sends it.
    public LostWorker deathOf(String worker) {
        return new LostWorker(key, new WorkerId(worker), "exit code 137 of " + worker, false);
    }

    public ReapAnswer die(LostWorker lost) {
        return checked(store.lost(lost));
    }

    /// Reports a worker's death in a run that goes on.
    public ReapAnswer.Reaped died(String worker) {
        return the(ReapAnswer.Reaped.class, die(deathOf(worker)));
    }

    /// The step by which a reader says that it misses an input.
    ///
    /// @param execution that had made it, as the reader knows from the parent's result
    public Invalidate invalidationOf(Work reader, int parent, long execution) {
        TaskRecord record = wiring.record(parent);
        return new Invalidate(
                key,
                reader.epoch(),
                reader.worker(),
                reader.claim(),
                parent,
                execution,
                record.out(),
                Inputs.fromStore(record.parents(), record.parentOutDegrees(), record.firstInEdge()),
                wiring.isFenced(parent));
    }

    public InvalidateAnswer invalidate(Invalidate invalidate) {
        InvalidateAnswer answer = store.invalidate(invalidate);
        if (answer instanceof InvalidateAnswer.Invalidated) {
            madeAgain.add(invalidate.parent());
        }
        return checked(answer);
    }

    /// Says that the committed output of a parent is lost, which must be accepted for the first time.
    public InvalidateAnswer.Invalidated invalidated(Work reader, int parent) {
        long execution = Objects.requireNonNull(result(parent)).execution();
        Invalidate invalidate = invalidationOf(reader, parent, execution);
        InvalidateAnswer.Invalidated answer =
                the(InvalidateAnswer.Invalidated.class, invalidate(invalidate));
        assertThat(answer.again()).as("again, of %s", invalidate.claim()).isFalse();
        return answer;
    }

    /// How far the run's tasks are; it must exist.
    public RunProgress progress() {
        return store.progress(key).orElseThrow();
    }

    /// Executes all that is granted, and what becomes ready, until the run is done.
    void finish(List<Grant> grants) {
        ArrayDeque<Grant> todo = new ArrayDeque<>(grants);
        while (!todo.isEmpty()) {
            todo.addAll(done("w9", todo.removeFirst()));
        }
        assertThat(status()).isEqualTo(RunStatus.DONE);
    }

    /// The step that reports a failed attempt.
    ///
    /// @param retryAfter empty if the task has failed for good
    public Fail failOf(Work work, Optional<Duration> retryAfter) {
        TaskRecord record = wiring.record(work.claim().task());
        boolean forGood = retryAfter.isEmpty();
        return new Fail(
                key,
                work.epoch(),
                work.worker(),
                work.claim(),
                work.execution(),
                error(work, forGood),
                retryAfter,
                forGood ? record.out() : OutgoingEdges.NONE,
                forGood && limits.goOn()
                        ? Inputs.fromStore(
                                record.parents(), record.parentOutDegrees(), record.firstInEdge())
                        : Inputs.NONE,
                0,
                true);
    }

    public FailAnswer fail(Fail fail) {
        return checked(store.fail(fail));
    }

    /// Reports a failed attempt that must be recorded for the first time.
    public FailAnswer.Recorded failed(Work work, Optional<Duration> retryAfter) {
        FailAnswer.Recorded answer = the(FailAnswer.Recorded.class, fail(failOf(work, retryAfter)));
        assertThat(answer.again()).as("again, of %s", work.claim()).isFalse();
        return answer;
    }

    private TaskError error(Work work, boolean last) {
        int task = work.claim().task();
        return new TaskError(
                task,
                wiring.name(task),
                "Synthetic.task",
                ErrorCode.TASK_THREW,
                1,
                2,
                "java.lang.IllegalStateException",
                "as the test wished, in execution " + work.execution(),
                List.of("Synthetic.task(Synthetic.java:1)"),
                List.of(),
                List.of(),
                "",
                "",
                work.worker().value(),
                clock.micros(),
                List.of(),
                last);
    }

    public RunStatus cancel() {
        return the(CancelAnswer.Found.class, checked(store.cancel(key))).found();
    }

    public ResumeAnswer resume(int fromEpoch) {
        return checked(
                store.resume(new Resume(key, dag.shapeHash(), fromEpoch, RunCode.HERE, "a test")));
    }

    public ResumeAnswer.Resumed resumed() {
        ResumeAnswer.Resumed answer = the(ResumeAnswer.Resumed.class, resume(epoch));
        adopt(answer);
        return answer;
    }

    /// Goes on in the epoch of a resumption.
    ///
    /// @return its claims
    List<Grant> adopt(ResumeAnswer.Resumed answer) {
        epoch = answer.epoch();
        return answer.grants();
    }

    /// The run as its id finds it; it must exist.
    public RunRecord record() {
        return store.find(key.id()).orElseThrow();
    }

    public RunStatus status() {
        return record().status();
    }

    public @Nullable TaskResult result(int task) {
        return store.results(key, new int[] {task}).getFirst();
    }

    public RunSnapshot state() {
        return store.inspect(key).orElseThrow();
    }

    public RunSnapshot.ClaimState claimState(int task) {
        RunSnapshot.ClaimState claim = state().claims().get(task);
        assertThat(claim).as("claim of task %d", task).isNotNull();
        return Objects.requireNonNull(claim);
    }

    /// Lets time pass as it does for a store that is up: a bystander's heartbeats go on, so that
    /// deadlines that pass are not taken for an outage.
    public void pass(Duration time) {
        long end = clock.micros() + time.toNanos() / 1_000;
        Duration heartbeat = limits.lease().dividedBy(3);
        while (clock.micros() < end) {
            store.renew(new Renew(key, epoch, new WorkerId("bystander"), List.of()));
            clock.advanceTo(Math.min(end, clock.micros() + heartbeat.toNanos() / 1_000));
        }
        store.renew(new Renew(key, epoch, new WorkerId("bystander"), List.of()));
    }

    /// Lets a lease pass, and a little more.
    public void passALease() {
        pass(limits.lease().plusMillis(1));
    }

    /// A value by which one can see who made it.
    public Output valueOf(int task, long execution) {
        byte[] bytes = bytesOf(task, execution);
        Payload payload =
                store.keepsReferences()
                        ? new Payload.Shared(new String(bytes, StandardCharsets.UTF_8))
                        : new Payload.Encoded(bytes);
        return new Output.Inline(payload, bytes.length, 0);
    }

    /// The bytes of [#valueOf].
    public static byte[] bytesOf(int task, long execution) {
        return (task + " by " + execution).getBytes(StandardCharsets.UTF_8);
    }

    /// Narrows an answer, or fails with what it was.
    public static <T> T the(Class<T> type, Object answer) {
        assertThat(answer).isInstanceOf(type);
        return type.cast(answer);
    }

    private <T> T checked(T answer) {
        if (checking) {
            store.inspect(key).ifPresent(state -> RunInvariants.check(wiring, state, madeAgain));
        }
        return answer;
    }

    /// A run id and incarnation for tests.
    public static RunKey key(String id, long incarnation) {
        return new RunKey(new RunId(id), incarnation);
    }
}
