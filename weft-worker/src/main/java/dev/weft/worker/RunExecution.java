package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Growth;
import dev.weft.model.RunCode;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.TaskRecords;
import dev.weft.model.ValueId;
import dev.weft.spi.Invocation;
import dev.weft.spi.ValueCodec;
import java.util.ArrayList;
import java.util.Collection;
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
import org.jspecify.annotations.Nullable;

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
    private final Map<Long, Scope> growing = new ConcurrentHashMap<>(); // by execution
    private final RunCounters counters;
    private final Heartbeat heartbeat;
    private final Optional<Invocation.Parcel> parcel;
    private final Set<Segment> backingOff = ConcurrentHashMap.newKeySet();
    private final Set<InlineFanOut> inline = ConcurrentHashMap.newKeySet();
    private final Queue<ValueId> deleted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean shares;
    private volatile boolean over;
    private volatile boolean anyExpanded;

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

    /// Notes what an expansion is about to be committed with. Nobody else is to know of the tasks before: an
    /// attempt that loses adds none.
    void grows(long execution, Scope scope) {
        growing.put(execution, scope);
    }

    /// The numbers of what an execution is about to add; `null` if it adds nothing.
    @Nullable Growth growing(long execution) {
        Scope scope = growing.isEmpty() ? null : growing.get(execution);
        return scope == null ? null : known(scope).growth();
    }

    /// The expansion has been committed: its tasks are the run's.
    void grew(long execution) {
        Scope scope = growing.isEmpty() ? null : growing.remove(execution);
        if (scope != null) {
            add(scope);
            known(scope).countTasks(scope);
        }
    }

    /// The expansion has been committed together with all that it adds: its tasks need not be known.
    void grewWithin(long execution) {
        Scope scope = growing.remove(execution);
        if (scope != null) {
            known(scope).countTasks(scope);
            known(scope).countSettled(scope);
        }
    }

    /// Forgets what an expansion was to be committed with, if it was not.
    void endGrowing(long execution) {
        growing.remove(execution);
    }

    /// Adds tasks. If their numbers are known as those of others, the store has lost these since.
    void add(Scope scope) {
        Addition addition = known(scope);
        Growth growth = addition.growth();
        synchronized (added) {
            if (growth.tasks() > 0) {
                int first = growth.firstTask();
                added.put(first, scope);
                added.subMap(first, false, first + growth.tasks(), false).clear();
                byExit.entrySet()
                        .removeIf(taken ->
                                growth.has(taken.getKey()) && !isWithin(taken.getValue(), growth));
            }
            for (int exit : addition.exits()) {
                byExit.put(exit, scope);
            }
        }
    }

    /// Whether tasks take places among those of a growth.
    private static boolean isWithin(Scope scope, Growth growth) {
        Addition outer = known(scope).outer().addition();
        return outer != null && outer.growth().equals(growth);
    }

    /// Whether it is known what a task is. What the store has lost since may be unknown, or a place that
    /// nobody is known to take.
    boolean knows(int task) {
        Scope scope = scope(task);
        return scope.has(task) && !scope.isExit(task);
    }

    private static Addition known(Scope scope) {
        return Objects.requireNonNull(scope.addition());
    }

    /// Whether the tasks with these numbers, and those in the places of exits, are known as what they are.
    boolean knows(Growth growth) {
        Scope scope = find(growth);
        if (scope == null) {
            return false;
        }
        synchronized (added) {
            for (int exit : known(scope).exits()) {
                Scope taken = byExit.get(exit);
                if (taken == null || !known(taken).growth().equals(growth)) {
                    return false;
                }
            }
            int first = growth.firstTask();
            return growth.tasks() == 0
                    || added.subMap(first, false, first + growth.tasks(), false).isEmpty();
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

    private @Nullable Scope find(Growth growth) {
        Collection<Scope> scopes =
                growth.tasks() > 0 ? List.of(scopeAround(growth.firstTask())) : byExit.values();
        for (Scope scope : scopes) {
            Addition addition = scope.addition();
            if (addition != null && addition.growth().equals(growth)) {
                return scope;
            }
        }
        return null;
    }

    /// Tasks that are known.
    Addition addition(Growth growth) {
        Scope scope = find(growth);
        if (scope == null) {
            throw new IllegalStateException("tasks of %s must be known".formatted(growth));
        }
        return known(scope);
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

    /// Fan-outs that are executed here under the claims of their expansions.
    Set<InlineFanOut> inline() {
        return inline;
    }

    /// Whether a fan-out has been expanded of which something was done before.
    boolean hasExpanded() {
        return anyExpanded;
    }

    void expanded() {
        anyExpanded = true;
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
