package dev.weft.worker;

import dev.weft.model.Claim;
import dev.weft.model.Grant;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.Renew;
import dev.weft.spi.RenewAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.UnknownNumberException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one run's leases here alive, and looks after claims whose deadline has passed. Ticks on the
/// engine's platform thread at a third of the lease, or when the store has named an earlier deadline.
/// Safe for many threads.
final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final int MAX_REAPED = 1_000;

    /// A store takes one step at a time: with ten times as many claims in it, nobody else would be served for
    /// most of a second.
    private static final int MAX_RENEWED = 1_000;

    private static final long LATE_NANOS = 1_000_000;
    private static final long SHARE_NANOS = 20_000_000;

    private final Worker worker;
    private final RunExecution run;
    private final RunStore store;
    private final WorkerEnvironment environment;
    private volatile long nextTick = Long.MAX_VALUE;
    private volatile long noLookBefore = Long.MIN_VALUE;
    private long nextRenewal; // guarded by this
    private WorkerEnvironment.@Nullable Timer timer;
    private boolean stopped;

    Heartbeat(Worker worker, RunExecution run, RunStore store, WorkerEnvironment environment) {
        this.worker = worker;
        this.run = run;
        this.store = store;
        this.environment = environment;
    }

    void begin() {
        synchronized (this) {
            nextRenewal = environment.nanoTime() + period();
        }
        tickAt(environment.nanoTime() + period());
    }

    private long period() {
        return run.limits().lease().toNanos() / 3;
    }

    /// The store has named the time at which somebody may have to reap.
    void deadline(long micros) {
        if (micros == Long.MAX_VALUE) {
            return;
        }
        long wait = Math.max(0, micros - environment.epochMicros()) * 1_000 + LATE_NANOS;
        if (wait < period()) {
            tickAt(Math.max(environment.nanoTime() + wait, noLookBefore));
        }
    }

    private synchronized void tickAt(long nanos) {
        if (stopped || nanos >= nextTick) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        nextTick = nanos;
        timer = environment.schedule(Math.max(0, nanos - environment.nanoTime()), this::tick);
    }

    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void tick() {
        boolean renewalDue;
        long now = environment.nanoTime();
        synchronized (this) {
            nextTick = Long.MAX_VALUE;
            timer = null;
            renewalDue = now - nextRenewal >= 0;
            if (renewalDue) {
                nextRenewal = now + period();
            }
        }
        if (run.over()) {
            return;
        }
        try {
            if (renewalDue) {
                renew();
                worker.decisions().look(run);
            }
            reap();
        } catch (StoreUnavailableException e) {
            log.warn(
                    "run {}: no answer from the store, will ask again: {}",
                    run.key(),
                    e.toString());
        } catch (RuntimeException | Error e) { // or all leases of the run would pass
            log.error("run {}: heartbeat failed, will go on", run.key(), e);
        } finally {
            tickAt(renewalTime());
        }
    }

    /// A tick for a deadline does not put off the renewal that is due after it.
    private synchronized long renewalTime() {
        return nextRenewal;
    }

    /// Gives waiting claims away soon, if no commit has done it by then.
    void shareSoon() {
        environment.schedule(SHARE_NANOS, this::share);
    }

    private void share() {
        if (run.over() || !run.takeShare()) {
            return;
        }
        giveAwayOrKeep(worker.runners().takeHalf(run));
    }

    /// Gives all waiting claims away now.
    void shareAll() {
        if (!run.over()) {
            giveAwayOrKeep(worker.runners().takeAll(run));
        }
    }

    private void giveAwayOrKeep(List<Grant> given) {
        int from = 0;
        try {
            for (; from < given.size() && !run.over(); from += MAX_RENEWED) {
                giveAway(portion(given, from));
            }
        } catch (StoreUnavailableException | UnknownNumberException e) {
            worker.runners().add(run, given, GivenInputs.NONE, from);
        }
    }

    private static <T> List<T> portion(List<T> all, int from) {
        return List.copyOf(all.subList(from, Math.min(all.size(), from + MAX_RENEWED)));
    }

    private void giveAway(List<Grant> given) {
        List<Claim> claims = given.stream().map(Grant::claim).toList();
        Renew renew = new Renew(run.key(), run.epoch(), worker.id(), List.of(), claims);
        switch (store.renew(renew)) {
            case RenewAnswer.Renewed(var lost, var deadline) -> {
                Set<Claim> kept = new HashSet<>(lost);
                worker.invoke(
                        run,
                        given.stream().filter(grant -> !kept.contains(grant.claim())).toList(),
                        deadline);
            }
            case RenewAnswer.Over _ -> worker.end(run);
        }
    }

    private void renew() {
        List<Renew.Renewal> claims = held();
        for (int from = 0; from < claims.size() && !run.over(); from += MAX_RENEWED) {
            renew(portion(claims, from));
        }
    }

    /// All claims of the run that are here, begun or not.
    private List<Renew.Renewal> held() {
        List<Claim> waiting = new ArrayList<>();
        worker.runners().claims(run, waiting);
        Map<Claim, Renew.Renewal> claims =
                new LinkedHashMap<>(); // many tasks of a fan-out may have one
        waiting.forEach(claim -> claims.putIfAbsent(claim, new Renew.Renewal(claim, claim.task())));
        for (InlineFanOut fanOut : run.inline()) {
            fanOut.held()
                    .forEach(claim ->
                            claims.putIfAbsent(claim, new Renew.Renewal(claim, claim.task())));
        }
        for (Segment segment : run.backingOff()) {
            add(segment, claims);
        }
        for (Runner runner : worker.runners().alive()) {
            Segment segment = runner.segment();
            if (segment != null && segment.run() == run) {
                add(segment, claims);
            }
            for (Segment child : runner.heldChildren()) {
                if (child.run() == run) {
                    add(child, claims);
                }
            }
        }
        return List.copyOf(claims.values());
    }

    /// Leaves out what goes on after its claim was committed, until it gets one of its own.
    private static void add(Segment segment, Map<Claim, Renew.Renewal> claims) {
        InlineFanOut within = segment.within();
        if (within == null || within.isOpen()) {
            claims.putIfAbsent(
                    segment.grant().claim(),
                    new Renew.Renewal(segment.grant().claim(), segment.task()));
        }
    }

    private void renew(List<Renew.Renewal> claims) {
        Renew renew = new Renew(run.key(), run.epoch(), worker.id(), claims);
        switch (renewed(renew)) {
            case RenewAnswer.Renewed(var lost, var deadline) -> {
                if (!lost.isEmpty()) {
                    lost(new HashSet<>(lost));
                }
                deadline(deadline);
            }
            case RenewAnswer.Over _ -> worker.end(run);
        }
    }

    /// One after the other if the store does not have some of the tasks any more: their claims are lost.
    private RenewAnswer renewed(Renew renew) {
        try {
            return store.renew(renew);
        } catch (UnknownNumberException e) {
            List<Renew.Renewal> claims = renew.claims();
            if (claims.size() == 1) {
                return new RenewAnswer.Renewed(List.of(claims.getFirst().claim()), Long.MAX_VALUE);
            }
            List<Claim> lost = new ArrayList<>();
            long deadline = Long.MAX_VALUE;
            for (Renew.Renewal claim : claims) {
                switch (renewed(new Renew(run.key(), run.epoch(), worker.id(), List.of(claim)))) {
                    case RenewAnswer.Renewed(var of, var next) -> {
                        lost.addAll(of);
                        deadline = Math.min(deadline, next);
                    }
                    case RenewAnswer.Over over -> {
                        return over;
                    }
                }
            }
            return new RenewAnswer.Renewed(lost, deadline);
        }
    }

    private void lost(Set<Claim> lost) {
        worker.runners().drop(run, lost);
        run.backingOff().removeIf(segment -> lost.contains(segment.grant().claim()));
        worker.interruptLost(run, lost);
    }

    private void reap() {
        switch (store.reap(run.key(), MAX_REAPED)) {
            case ReapAnswer.Reaped reaped -> {
                worker.delete(run, reaped.garbage());
                if (reaped.status().ended() || reaped.epoch() != run.epoch()) {
                    // Of another epoch: the run was resumed, or the store has lost that it was.
                    // What was
                    // issued anew would be refused under this one; it is dispatched again by
                    // others.
                    worker.end(run);
                    return;
                }
                if (reaped.reissued().isEmpty()) {
                    // The store's clock may be behind: what is due here is not due there for some
                    // time.
                    noLookBefore = environment.nanoTime() + period() / 10;
                }
                worker.invoke(run, reaped.reissued(), reaped.nextDeadlineMicros());
                deadline(reaped.nextDeadlineMicros());
            }
            case ReapAnswer.Over _ -> worker.end(run);
        }
    }
}
