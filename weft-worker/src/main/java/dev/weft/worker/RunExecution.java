package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskRecords;
import dev.weft.model.ValueId;
import dev.weft.spi.Invocation;
import dev.weft.spi.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// What one worker knows and counts of one run. Safe for many threads.
public final class RunExecution {
    private static final int MAX_DELETED_PER_COMMIT = 256;

    private final RunKey key;
    private final int epoch;
    private final RunCode code;
    private final TaskRecords records;
    private final RunLimits limits;
    private final Constants constants;
    private final RunFunctions functions;
    private final RunCounters counters;
    private final Heartbeat heartbeat;
    private final Optional<Invocation.Parcel> parcel;
    private final Set<Segment> backingOff = ConcurrentHashMap.newKeySet();
    private final Queue<ValueId> deleted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean shares;
    private volatile boolean over;

    RunExecution(
            RunKey key,
            int epoch,
            RunCode code,
            TaskRecords records,
            List<byte[]> constants,
            RunLimits limits,
            ValueCodec codec,
            FunctionLoader loader,
            RunCounters counters,
            Optional<Invocation.Parcel> parcel,
            Function<RunExecution, Heartbeat> heartbeat) {
        this.key = key;
        this.epoch = epoch;
        this.code = code;
        this.records = records;
        this.limits = limits;
        this.constants = new Constants(constants, codec);
        this.functions = new RunFunctions(records, loader, counters);
        this.counters = counters;
        this.parcel = parcel;
        this.heartbeat = heartbeat.apply(this);
    }

    RunKey key() {
        return key;
    }

    int epoch() {
        return epoch;
    }

    /// Asks somebody for the execution of claims.
    Invocation invocation(List<Claim> claims, long nextDeadlineMicros, boolean alone) {
        return new Invocation(key, epoch, code, limits, claims, nextDeadlineMicros, alone, parcel);
    }

    TaskRecords records() {
        return records;
    }

    RunLimits limits() {
        return limits;
    }

    Constants constants() {
        return constants;
    }

    RunFunctions functions() {
        return functions;
    }

    RunCounters counters() {
        return counters;
    }

    /// Keeps its leases alive.
    Heartbeat heartbeat() {
        return heartbeat;
    }

    /// Segments that wait here for their next attempt.
    Set<Segment> backingOff() {
        return backingOff;
    }

    /// Counts claims that this worker has something to do for, and adoptions that it has begun.
    void began(int claims) {
        busy.addAndGet(claims);
    }

    /// Counts them off.
    ///
    /// @return whether none is left
    boolean ended(int claims) {
        return busy.addAndGet(-claims) == 0;
    }

    /// Whether there is something to do here.
    boolean isBusy() {
        return busy.get() != 0;
    }

    /// Wants the next commit to give waiting claims away.
    void share() {
        shares = true;
    }

    /// Whether waiting claims are to be given away now: says so once.
    boolean takeShare() {
        if (!shares) {
            return false;
        }
        shares = false;
        return true;
    }

    /// Whether this worker has nothing to do for the run any more.
    public boolean over() {
        return over;
    }

    /// Stops the clock first, so that whoever finds the run over may start it again.
    ///
    /// @return whether this call ended it
    synchronized boolean end(long nowNanos) {
        if (over) {
            return false;
        }
        counters.stop(nowNanos);
        over = true;
        return true;
    }

    /// Notes values that were deleted, for the next commit to say so.
    void deleted(List<ValueId> values) {
        deleted.addAll(values);
    }

    /// Takes some of what was noted.
    List<ValueId> takeDeleted() {
        ValueId first = deleted.poll();
        if (first == null) {
            return List.of();
        }
        List<ValueId> taken = new ArrayList<>();
        ValueId value = first;
        while (value != null) {
            taken.add(value);
            value = taken.size() < MAX_DELETED_PER_COMMIT ? deleted.poll() : null;
        }
        return taken;
    }
}
