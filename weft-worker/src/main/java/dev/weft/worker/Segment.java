package dev.weft.worker;

import dev.weft.model.ElementPlan;
import dev.weft.model.Grant;
import dev.weft.model.Payload;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.TaskTemplate;
import dev.weft.spi.Inputs;
import dev.weft.spi.SegmentTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A claimed task and what the same worker executes after it under the same claim, while it is being
/// executed. Owned by one runner at a time; it passes to another one when its attempt is abandoned
/// or waits for its next attempt.
final class Segment {
    private final RunExecution run;
    private final int first;
    private final List<SegmentTask> finished = new ArrayList<>(1);
    private final @Nullable HeldOutput held;
    private final GivenInputs given;
    private volatile Grant grant;
    private volatile @Nullable InlineFanOut within;
    private @Nullable Ending ending;
    private int task;
    private @Nullable Scope scope;
    private @Nullable TaskRecord current;
    private long startedNanos;
    private int failures;
    private int reads;
    private long @Nullable [] localExecutions;
    private long @Nullable [] localDigests;
    private @Nullable Produced last;

    /// An output that has not been committed, with the task that made it.
    ///
    /// @param bytes size of its encoded form; 0 if it was not encoded
    record Produced(TaskRecord record, long execution, Payload payload, long bytes) {}

    /// How a segment ended.
    sealed interface Ending {
        /// With the output of its last task.
        record Made(Produced produced) implements Ending {}

        /// With what came instead of an output of its current task.
        ///
        /// @param printed by the attempt
        record Thrown(Throwable thrown, OutputCapture.Printed printed) implements Ending {}
    }

    /// An output that is kept in memory while its children run.
    record HeldOutput(TaskRecord record, long execution, Payload payload, long digest) {}

    Segment(RunExecution run, Grant grant, GivenInputs given) {
        this(run, grant, null, given);
    }

    Segment(RunExecution run, Grant grant, @Nullable HeldOutput held) {
        this(run, grant, held, GivenInputs.NONE);
    }

    private Segment(RunExecution run, Grant grant, @Nullable HeldOutput held, GivenInputs given) {
        this.run = run;
        this.grant = grant;
        this.held = held;
        this.given = given;
        this.first = grant.task();
        this.task = first;
        this.failures = grant.failures();
    }

    /// A task of a fan-out that is executed under the claim of its expansion.
    Segment(InlineFanOut within, int task) {
        this.run = within.expansion().run();
        this.grant = within.expansion().grant();
        this.within = within;
        this.held = null;
        this.given = GivenInputs.NONE;
        this.first = task;
        this.task = task;
        this.scope = within.scope();
    }

    RunExecution run() {
        return run;
    }

    Grant grant() {
        return grant;
    }

    /// The number of the first task.
    int first() {
        return first;
    }

    /// The fan-out under whose claim it is executed; `null` if it has a claim of its own.
    @Nullable InlineFanOut within() {
        return within;
    }

    /// It has ended before it had a claim of its own.
    void ended(Ending before) {
        ending = before;
    }

    /// Whether it has ended without an output.
    boolean hasFailed() {
        return ending instanceof Ending.Thrown;
    }

    /// How it has ended already; `null` if it is yet to be executed. Says so once: it may be tried again.
    @Nullable Ending takeEnding() {
        Ending taken = ending;
        ending = null;
        return taken;
    }

    /// It has got a claim of its own.
    void claimed(Grant own) {
        if (finished.isEmpty()) {
            failures = own.failures();
        }
        grant = own;
        within = null;
    }

    /// The number of the task to execute now.
    int task() {
        return task;
    }

    /// The task to execute now. Its record is looked up when it is asked for, which may take a round trip: not
    /// before somebody executes it, nor while a lock is held.
    TaskRecord current() {
        TaskRecord known = current;
        if (known == null) {
            known = scope().record(task);
            current = known;
        }
        return known;
    }

    /// What the current task came to the run with.
    Scope scope() {
        Scope known = scope;
        if (known == null) {
            known = run.scope(task);
            scope = known;
        }
        return known;
    }

    /// What a child of the current task came to the run with. In the place of an exit is that task which came
    /// with the current one, whoever else may be known to take it.
    Scope scope(int child) {
        return scope().holds(child) ? scope() : run.scope(child);
    }

    PreparedTemplate template() {
        return scope().template(current());
    }

    /// Whether its task is a range of elements.
    boolean isRange() {
        return scope().isRange(task);
    }

    /// Attempts at the current task that have failed.
    int failures() {
        return failures;
    }

    void failed() {
        failures++;
    }

    void started(long nanos) {
        if (startedNanos == 0) {
            startedNanos = nanos;
        }
    }

    long startedNanos() {
        return startedNanos;
    }

    /// Tasks that were executed, in order.
    List<SegmentTask> finished() {
        return finished;
    }

    /// The output of the task that was executed last, if the current one is its child within this
    /// segment.
    @Nullable Produced last() {
        return last;
    }

    @Nullable HeldOutput held() {
        return held;
    }

    /// Inputs that came with the claim. Only for the first reading: what is read again is read anew.
    GivenInputs given() {
        return reads > 1 ? GivenInputs.NONE : given;
    }

    /// The inputs of the claimed task are about to be read; what was noted of an earlier reading is void.
    void readsInputs() {
        reads++;
        localExecutions = null;
        localDigests = null;
    }

    /// Counts readings.
    int readAgain() {
        return reads;
    }

    /// Notes that an input was not read from the store.
    ///
    /// @param index among the task's parents
    void usesLocal(int index, long execution, long digest) {
        long[] executions = localExecutions;
        long[] digests = localDigests;
        if (executions == null || digests == null) {
            executions = new long[current().parents().length];
            digests = new long[executions.length];
            localExecutions = executions;
            localDigests = digests;
        }
        executions[index] = execution;
        digests[index] = digest;
    }

    /// What the current task was given, as far as it came from outside of the segment.
    Inputs inputs() {
        if (last != null) {
            return Inputs.NONE;
        }
        TaskRecord record = current();
        int[] parents = record.parents();
        if (parents.length == 0) {
            return Inputs.NONE;
        }
        long[] executions = localExecutions;
        long[] digests = localDigests;
        return executions == null || digests == null
                ? Inputs.fromStore(parents, outDegrees(record), record.firstInEdge())
                : new Inputs(
                        parents, outDegrees(record), record.firstInEdge(), executions, digests);
    }

    /// What tells of elements that may be left when their first results are there is needed as long as the run
    /// goes on: it has one reader more, which is nobody.
    private int[] outDegrees(TaskRecord record) {
        int[] degrees = record.parentOutDegrees();
        if (template().kind() != TaskKind.CALL) {
            return degrees;
        }
        TaskRecords records = scope().records();
        for (int i = template().readParents(); i < degrees.length; i++) {
            TaskTemplate parent = records.template(records.templateOf(record.parents()[i]));
            if (parent.kind() == TaskKind.EXPANSION
                    && parent.plan().filter(ElementPlan::takesFirst).isPresent()) {
                degrees = degrees.clone();
                degrees[i]++;
            }
        }
        return degrees;
    }

    /// Goes on to a child of the task that was just executed.
    void goOn(SegmentTask done, Produced produced, int child) {
        finished.add(done);
        last = produced;
        scope = scope(child);
        task = child;
        current = null;
        failures = 0;
    }

    /// The same claim, to be executed from the beginning.
    Segment again() {
        return new Segment(run, grant, GivenInputs.NONE);
    }

    /// Whether a first attempt at the current task is still to come: only that may have an input's
    /// object itself.
    boolean firstTry() {
        return failures == 0 && grant.losses() == 0;
    }

    /// Not where it lies in memory: see [Runner#hashCode].
    @Override
    public int hashCode() {
        return first;
    }
}
