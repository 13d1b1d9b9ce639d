package dev.weft.memory;

import dev.weft.model.Growth;
import dev.weft.model.RunCode;
import dev.weft.model.RunEvent;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.model.WorkDone;
import dev.weft.spi.Submit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// One run: its record and, until it is done, its [Coordination]. All but the final fields is
/// guarded by the object's own monitor, which costs less than a lock object here: those store the
/// owner's thread at each locking.
final class RunState {
    /// Most errors that are kept.
    private static final int MOST_ERRORS = 100;

    final Submit submit;
    final EventRing events = new EventRing();
    private final ObjLongConsumer<RunState> onEnd;
    private final Numbers numbers;
    private final long createdMicros;

    /// Longest time without a step that is no sign of an outage.
    private final long silence;

    private final List<TaskError> errors = new ArrayList<>(0);
    private final Map<Integer, Integer> retries = new HashMap<>();
    private @Nullable Growths growths;
    private @Nullable Coordination coordination;
    private @Nullable TaskResult result;
    private List<ValueId> leftovers = List.of();
    private RunStatus status = RunStatus.RUNNING;
    private int epoch = 1;
    private String resumedBy = "";
    private RunCode code;
    private WorkDone work = WorkDone.NONE;
    private long endedMicros;
    private long settledAtEnd;
    private int eventWaiters;

    /// Time of the latest step.
    private long heard;

    /// Since when steps have come without a long silence.
    private long answeringSince;

    /// @param onEnd is told when the run has ended, with the time when what remains of it expires
    RunState(Submit submit, long now, ObjLongConsumer<RunState> onEnd) {
        this.submit = submit;
        this.onEnd = onEnd;
        numbers = new Numbers(submit);
        createdMicros = now;
        heard = now;
        silence = Micros.of(limits().lease()) / 3 * 2;
        code = submit.code();
        coordination = SubmitStep.begin(submit, now);
        record(now, RunEvent.Kind.SUBMITTED, -1, 0, submit.tasks());
    }

    RunKey key() {
        return submit.run();
    }

    RunLimits limits() {
        return submit.limits();
    }

    /// Checks the numbers in steps on this run.
    Numbers numbers() {
        return numbers;
    }

    /// What the run has grown by.
    List<Growth> growths() {
        return growths == null ? List.of() : growths.all();
    }

    /// What the run has grown by, where a growth is looked for or added.
    Growths growing() {
        Growths found = growths;
        if (found == null) {
            found = new Growths();
            growths = found;
        }
        return found;
    }

    /// What the steps work on; `null` once the run is done.
    @Nullable Coordination coordination() {
        return coordination;
    }

    RunStatus status() {
        return status;
    }

    boolean isRunning() {
        return status == RunStatus.RUNNING;
    }

    int epoch() {
        return epoch;
    }

    String resumedBy() {
        return resumedBy;
    }

    /// The sink's result, once the run is done.
    @Nullable TaskResult result() {
        return result;
    }

    /// Values that were not deleted when the run was done.
    List<ValueId> leftovers() {
        return leftovers;
    }

    /// The same, once the store cannot lose the run's end any more.
    List<ValueId> leftovers(long now) {
        long sure = Micros.after(endedMicros, Micros.of(limits().lossWindow()));
        return sure <= now ? leftovers : List.of();
    }

    /// Whether what remained of the ended run has expired.
    boolean isExpired(long now) {
        return status.ended() && expiryMicros() <= now;
    }

    private long expiryMicros() {
        return Micros.after(endedMicros, Micros.of(limits().retention()));
    }

    long hardEndMicros() {
        return Micros.after(createdMicros, Micros.of(limits().hardEnd()));
    }

    /// When somebody may have to reap.
    long nextDeadline() {
        if (coordination == null || !isRunning()) {
            return Long.MAX_VALUE;
        }
        return Math.min(coordination.claims.nextDeadline(leasesFrom()), hardEndMicros());
    }

    /// Notes that somebody has reached the run. After a silence of two heartbeats nobody may have been
    /// able to, for as long as that.
    void hear(long now) {
        if (now - heard > silence) {
            answeringSince = now;
        }
        heard = now;
    }

    /// Leases that end earlier are not taken for deaths before then: their owners have had no lease's
    /// time in which to renew them.
    long leasesFrom() {
        return answeringSince == 0 ? 0 : Micros.after(answeringSince, Micros.of(limits().lease()));
    }

    void record(long now, RunEvent.Kind kind, int task, long k, int tasks) {
        events.add(now, kind, task, k, tasks);
        if (eventWaiters > 0) {
            wakeWaiters();
        }
    }

    /// Keeps the first errors; half of the places are for those that end a task.
    void keep(TaskError error) {
        if (errors.size() < (error.last() ? MOST_ERRORS : MOST_ERRORS / 2)) {
            errors.add(error);
        }
    }

    /// Takes note of how many attempts at a task were followed by another.
    void triedAgain(int task, int times) {
        if (times > 0) {
            retries.put(task, times);
        }
    }

    Map<Integer, Integer> retries() {
        return retries;
    }

    /// Ends the run without a result. What a resumption stands on is kept.
    void end(RunStatus how, RunEvent.Kind event, long now) {
        status = how;
        endedMicros = now;
        record(now, event, -1, 0, 0);
        wakeWaiters();
        onEnd.accept(this, expiryMicros());
    }

    /// Ends the run with the sink's result. Outputs, claims and edges go at once.
    void done(Coordination live, long now) {
        result = live.result(submit.sink());
        leftovers = live.trash.leftovers(submit.sink());
        settledAtEnd = live.ledger.settled();
        coordination = null;
        end(RunStatus.DONE, RunEvent.Kind.DONE, now);
    }

    void add(WorkDone done) {
        work = work.plus(done);
    }

    void resume(String by, RunCode with, long now) {
        code = with;
        status = RunStatus.RUNNING;
        epoch++;
        resumedBy = by;
        endedMicros = 0;
        record(now, RunEvent.Kind.RESUMED, -1, 0, 0);
    }

    RunRecord toRecord() {
        return new RunRecord(
                key(),
                submit.shapeHash(),
                submit.contentHash(),
                status,
                epoch,
                numbers.tasks(),
                submit.sink(),
                limits(),
                code,
                submit.submittedBy(),
                createdMicros,
                endedMicros,
                coordination == null ? settledAtEnd : coordination.ledger.settled(),
                result,
                work,
                errors);
    }

    /// Waits until the run has ended. An interrupt ends the wait; the thread stays interrupted.
    void awaitEnd(long nanos) {
        await(() -> !isRunning(), nanos);
    }

    /// Waits until there is an event with that number, or none will come since the run has ended.
    /// An interrupt ends the wait; the thread stays interrupted.
    void awaitEvent(long sequence, long nanos) {
        eventWaiters++;
        try {
            await(() -> events.last() >= sequence || !isRunning(), nanos);
        } finally {
            eventWaiters--;
        }
    }

    private synchronized void wakeWaiters() {
        notifyAll();
    }

    private synchronized void await(BooleanSupplier condition, long nanos) {
        long start = System.nanoTime();
        long left = nanos;
        try {
            while (!condition.getAsBoolean() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = nanos - (System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
