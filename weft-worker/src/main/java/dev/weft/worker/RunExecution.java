package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Growth;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskRecord;
import dev.weft.model.TaskRecords;
import dev.weft.model.ValueId;
import dev.weft.spi.Invocation;
import dev.weft.spi.ValueCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// What one worker knows and counts of one run. Safe for many threads.
public final class RunExecution {
    private static final int MAX_DELETED_PER_COMMIT = 256;

    private final RunKey key;
    private final int epoch;
    private final RunCode code;
    private final Scope graph;
    private final RunLimits limits;
    private final NavigableMap<Integer, Scope> added = new ConcurrentSkipListMap<>();
    private final Map<Integer, Scope> byExit = new ConcurrentHashMap<>();
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
        this.limits = limits;
        this.graph =
                new Scope(
                        records,
                        new RunFunctions(records, loader, counters),
                        new Constants(constants, codec),
                        null);
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

    /// What a task came to the run with.
    Scope scope(int task) {
        if (byExit.isEmpty()) {
            return graph;
        }
        Scope exit = byExit.get(task);
        return exit == null ? scopeAround(task) : exit;
    }

    /// What a task, whose place another one may take, came to the run with.
    Scope scopeAround(int task) {
        Map.Entry<Integer, Scope> found = added.floorEntry(task);
        return found != null && has(found.getValue(), task) ? found.getValue() : graph;
    }

    private static boolean has(Scope scope, int task) {
        Addition addition = scope.addition();
        return addition != null && addition.growth().has(task);
    }

    /// Adds tasks. If their numbers are known as those of others, the store has lost these since.
    void add(Scope scope) {
        Addition addition = Objects.requireNonNull(scope.addition());
        if (addition.growth().tasks() > 0) {
            added.put(addition.growth().firstTask(), scope);
        }
        for (int exit : addition.exits()) {
            byExit.put(exit, scope);
        }
    }

    /// Whether the tasks with these numbers are known as what they are.
    boolean knows(Growth growth) {
        for (Scope scope :
                growth.tasks() > 0
                        ? List.of(scopeAround(growth.firstTask()))
                        : List.copyOf(byExit.values())) {
            Addition addition = scope.addition();
            if (addition != null && addition.growth().equals(growth)) {
                return true;
            }
        }
        return false;
    }

    /// Counts what the outcome of an expansion adds.
    void countAdded(int task, long execution) {
        if (byExit.isEmpty()) {
            return;
        }
        Scope scope = scope(task);
        if (scope.templateOf(task).kind() == TaskKind.EXPANSION) {
            TaskRecord record = scope.record(task);
            for (int exit : Additions.exits(scope, record)) {
                Scope of = byExit.get(exit);
                Addition addition = of == null ? null : of.addition();
                if (of != null && addition != null && addition.growth().execution() == execution) {
                    addition.countTasks(of);
                    return;
                }
            }
        }
    }

    /// All that was added and is known.
    Set<Addition> additions() {
        if (byExit.isEmpty()) {
            return Set.of();
        }
        Set<Addition> all = new HashSet<>();
        for (Scope scope : byExit.values()) {
            all.add(Objects.requireNonNull(scope.addition()));
        }
        return all;
    }

    /// Tasks that are known.
    Addition addition(Growth growth) {
        for (Scope scope : byExit.values()) {
            Addition addition = scope.addition();
            if (addition != null && addition.growth().equals(growth)) {
                return addition;
            }
        }
        throw new IllegalStateException("tasks of %s must be known".formatted(growth));
    }

    RunLimits limits() {
        return limits;
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
