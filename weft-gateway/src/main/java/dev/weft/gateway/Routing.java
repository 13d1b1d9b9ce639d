package dev.weft.gateway;

import dev.weft.gateway.Seat.Load;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Decides which worker is asked for what. Does no I/O and has no thread: whoever calls it carries the
/// [Errand]s out and says what became of them.
///
/// Not safe for several threads.
final class Routing {
    private static final long MIN_SHARE_PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long MAX_SHARE_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final LongSupplier nanoTime;
    private final Map<WorkerId, Seat> seats = new LinkedHashMap<>();
    private final WaitingClaims waiting = new WaitingClaims();

    Routing(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A worker is there, and has nothing to do.
    void joined(WorkerId worker) {
        seats.put(worker, new Seat(worker, nanoTime.getAsLong()));
    }

    /// A worker is no longer there; what went to it is forgotten, for the store knows.
    void left(WorkerId worker) {
        seats.remove(worker);
    }

    /// Removes a worker that has nothing to do.
    ///
    /// @return whether it had nothing to do
    boolean retire(WorkerId worker) {
        Seat seat = seats.get(worker);
        if (seat == null || !seat.isIdle()) {
            return false;
        }
        seats.remove(worker);
        return true;
    }

    void offer(Invocation invocation) {
        waiting.add(invocation);
    }

    /// Claims that wait for a worker.
    int waiting() {
        return waiting.shared() + waiting.alone();
    }

    /// What is to be done with what waits, as far as there are workers for it.
    List<Errand> dispatch() {
        List<Errand> errands = new ArrayList<>();
        dispatchAlone(errands);
        while (waiting.shared() > 0 && dispatchShared(errands)) {
            // the next run, or the rest of this one
        }
        return errands;
    }

    /// At most half of the workers do something alone, so that the others' work goes on.
    private void dispatchAlone(List<Errand> errands) {
        long most = Math.max(1, seats.values().stream().filter(s -> !s.suspended).count() / 2);
        long alone = seats.values().stream().filter(s -> s.alone && !s.suspended).count();
        while (waiting.alone() > 0 && alone < most) {
            Seat seat = idleSeatForAlone();
            if (seat == null) {
                reserveOne();
                return;
            }
            seat.reserved = false;
            seat.alone = true;
            alone++;
            errands.add(invoke(seat, waiting.takeAlone()));
        }
        if (waiting.alone() == 0) {
            seats.values().forEach(seat -> seat.reserved = false);
        }
    }

    private @Nullable Seat idleSeatForAlone() {
        return seats.values().stream()
                .filter(seat -> seat.isIdle() && !seat.suspended && !seat.alone)
                .max(Comparator.comparing(seat -> seat.reserved))
                .orElse(null);
    }

    private void reserveOne() {
        if (seats.values().stream().noneMatch(seat -> seat.reserved && !seat.suspended)) {
            seats.values().stream()
                    .filter(Seat::isOpen)
                    .min(Comparator.comparingLong(Seat::claims))
                    .ifPresent(seat -> seat.reserved = true);
        }
    }

    /// Splits the next run's claims among the idle workers, else gives them to the least loaded one.
    ///
    /// @return whether there was a worker
    private boolean dispatchShared(List<Errand> errands) {
        List<Seat> idle = seats.values().stream().filter(s -> s.isOpen() && s.isIdle()).toList();
        if (!idle.isEmpty()) {
            int left = waiting.ofNextRun();
            for (int i = 0; i < idle.size() && left > 0; i++) {
                int part = Math.ceilDiv(left, idle.size() - i);
                int taken = Math.min(part, InvocationFormat.MAX_CLAIMS);
                errands.add(invoke(idle.get(i), waiting.takeShared(taken)));
                left -= taken;
            }
            return true;
        }
        Optional<Seat> least =
                seats.values().stream()
                        .filter(Seat::isOpen)
                        .min(Comparator.comparingLong(Seat::claims));
        least.ifPresent(
                seat -> errands.add(invoke(seat, waiting.takeShared(InvocationFormat.MAX_CLAIMS))));
        return least.isPresent();
    }

    private Errand invoke(Seat seat, Invocation invocation) {
        Load load = seat.loads.computeIfAbsent(invocation.run(), _ -> new Load());
        load.claims += invocation.claims().size();
        seat.sharePauseNanos = 0;
        seat.shareNotBeforeNanos = nanoTime.getAsLong();
        boolean waits = !load.watched && load.posting == 0;
        if (waits) {
            load.watched = true;
        } else {
            load.posting++;
            load.changed = true;
        }
        return new Errand.Invoke(seat.worker, invocation, waits);
    }

    /// An invocation that did not wait was answered, in whatever way.
    Optional<Errand> posted(WorkerId worker, RunKey run) {
        Load load = load(worker, run);
        if (load == null) {
            return Optional.empty();
        }
        load.posting--;
        return load.watched ? Optional.empty() : next(worker, run, load);
    }

    /// A request that waited was answered: the worker has nothing left of the run, or did not take it.
    Optional<Errand> quiet(WorkerId worker, RunKey run) {
        Load load = load(worker, run);
        if (load == null) {
            return Optional.empty();
        }
        load.watched = false;
        return next(worker, run, load);
    }

    private Optional<Errand> next(WorkerId worker, RunKey run, Load load) {
        if (load.posting > 0) {
            return Optional.empty(); // its answer leads here again
        }
        if (load.changed) {
            load.changed = false;
            load.watched = true;
            return Optional.of(new Errand.Watch(worker, run));
        }
        Seat seat = seats.get(worker);
        if (seat != null) {
            seat.loads.remove(run);
            if (seat.isIdle()) {
                seat.alone = false;
                seat.idleSinceNanos = nanoTime.getAsLong();
            }
        }
        return Optional.empty();
    }

    private @Nullable Load load(WorkerId worker, RunKey run) {
        Seat seat = seats.get(worker);
        return seat == null ? null : seat.loads.get(run);
    }

    /// A worker gave no answer: nothing goes there until it is restored.
    ///
    /// @return whether it did until now
    boolean suspend(WorkerId worker) {
        Seat seat = seats.get(worker);
        if (seat == null || seat.suspended) {
            return false;
        }
        seat.suspended = true;
        seat.reserved = false;
        return true;
    }

    /// The request that waited for a worker to be quiet has failed: it is asked again when it is
    /// restored.
    void unwatched(WorkerId worker, RunKey run) {
        Load load = load(worker, run);
        if (load != null) {
            load.watched = false;
            load.changed = true;
        }
    }

    /// A worker answers again. It may still have what went there.
    List<Errand> restore(WorkerId worker) {
        Seat seat = seats.get(worker);
        List<Errand> errands = new ArrayList<>();
        if (seat != null && seat.suspended) {
            seat.suspended = false;
            Map.copyOf(seat.loads)
                    .forEach((run, load) -> {
                        if (!load.watched) {
                            next(worker, run, load).ifPresent(errands::add);
                        }
                    });
        }
        return errands;
    }

    /// Whom to ask for work while somebody has none: the busiest one that was not asked lately. It is
    /// not asked again before [#shared] has said what came of it, or some time has passed.
    Optional<Errand.Share> sharing() {
        if (waiting.shared() > 0 || noneIsIdle()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        Optional<Seat> busiest =
                seats.values().stream()
                        .filter(Routing::mayShare)
                        .filter(seat -> seat.shareNotBeforeNanos - now <= 0)
                        .max(Comparator.comparingLong(Seat::claims));
        busiest.ifPresent(seat -> seat.shareNotBeforeNanos = now + MAX_SHARE_PAUSE_NANOS);
        return busiest.map(seat -> new Errand.Share(seat.worker, largestRun(seat)));
    }

    /// In how many nanoseconds somebody may be asked; [Long#MAX_VALUE] if nobody is to be asked.
    long nanosUntilSharing() {
        if (waiting.shared() > 0 || noneIsIdle()) {
            return Long.MAX_VALUE;
        }
        long now = nanoTime.getAsLong();
        return seats.values().stream()
                .filter(Routing::mayShare)
                .mapToLong(seat -> Math.max(0, seat.shareNotBeforeNanos - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private boolean noneIsIdle() {
        return seats.values().stream().noneMatch(seat -> seat.isOpen() && seat.isIdle());
    }

    private static boolean mayShare(Seat seat) {
        return !seat.isIdle() && !seat.suspended && !seat.alone;
    }

    private static RunKey largestRun(Seat seat) {
        return seat.loads.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().claims))
                .orElseThrow()
                .getKey();
    }

    /// A worker said how many claims of a run wait there. One that has none to give is asked less and
    /// less often.
    void shared(WorkerId worker, RunKey run, int waitingThere) {
        Seat seat = seats.get(worker);
        if (seat == null) {
            return;
        }
        Load load = seat.loads.remove(run);
        if (load != null) {
            load.claims = waitingThere;
            seat.loads.put(run, load); // last, so that equally small runs take turns
        }
        long longer = Math.min(MAX_SHARE_PAUSE_NANOS, seat.sharePauseNanos * 2);
        seat.sharePauseNanos =
                Math.max(MIN_SHARE_PAUSE_NANOS, waitingThere > 1 ? MIN_SHARE_PAUSE_NANOS : longer);
        seat.shareNotBeforeNanos = nanoTime.getAsLong() + seat.sharePauseNanos;
    }

    /// How many workers more could be busy at once.
    int missingWorkers(long claims) {
        long idle = seats.values().stream().filter(s -> s.isOpen() && s.isIdle()).count();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, claims - idle));
    }

    /// Workers that may be ended: idle for so long, longest first.
    List<WorkerId> idleFor(Duration atLeast) {
        long before = nanoTime.getAsLong() - atLeast.toNanos();
        return seats.values().stream()
                .filter(seat -> seat.isIdle() && !seat.suspended && !seat.reserved)
                .filter(seat -> seat.idleSinceNanos - before <= 0)
                .sorted(Comparator.comparingLong(seat -> seat.idleSinceNanos - before))
                .map(seat -> seat.worker)
                .toList();
    }

    /// Claims that went to a worker, or wait there as it last said.
    long claims(WorkerId worker) {
        Seat seat = seats.get(worker);
        return seat == null ? 0 : seat.claims();
    }

    /// What a worker is doing, in one word; empty if it is not known here.
    Optional<WorkerState> state(WorkerId worker) {
        Seat seat = seats.get(worker);
        if (seat == null) {
            return Optional.empty();
        }
        if (seat.suspended) {
            return Optional.of(WorkerState.NOT_ANSWERING);
        }
        if (seat.alone) {
            return Optional.of(WorkerState.ALONE);
        }
        return Optional.of(seat.isIdle() ? WorkerState.IDLE : WorkerState.BUSY);
    }
}
