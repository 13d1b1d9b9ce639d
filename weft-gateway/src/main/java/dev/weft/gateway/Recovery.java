package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after all runs that have not ended: issues claims anew whose deadline has passed, invokes
/// workers for them, deletes values that nobody needs, also those that are left of a run that has ended
/// meanwhile. This is the somebody who must be there for every run to end: also a run whose client died
/// before its first invocation is found here. Any number of them may look at the same time.
///
/// Either [#once] or [#start] is called, by one thread.
public final class Recovery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final int MAX_REAPED = 1_000;
    private static final Duration BROKEN_PAUSE = Duration.ofSeconds(10);
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final Stores stores;
    private final Invoker invoker;
    private final Predicate<RunKey> leftToOthers;
    private final Map<RunKey, Watched> watched = new HashMap<>(); // of the one thread
    private final Leftovers leftovers; // of the one thread
    private final Thread thread = OwnedThread.of("weft-recovery", this::work);
    private volatile boolean closed;

    /// What looking at all runs came to.
    ///
    /// @param runs that have not ended
    /// @param reissued claims that workers were invoked for
    public record Look(int runs, int reissued) {}

    /// A run and when it is to be looked at next.
    private static final class Watched {
        final LookPace pace;
        final Duration lossWindow;
        long dueNanos = System.nanoTime();

        Watched(LookPace pace, Duration lossWindow) {
            this.pace = pace;
            this.lossWindow = lossWindow;
        }

        static Watched unknown() {
            RunLimits standard = RunLimits.standard();
            return new Watched(new LookPace(standard.lease()), standard.lossWindow());
        }

        void later(Duration pause) {
            long now = System.nanoTime();
            pace.pauseNanos(now, Long.MAX_VALUE, false);
            dueNanos = now + pause.toNanos();
        }
    }

    /// @param invoker of workers that may execute any of the store's runs
    public Recovery(Stores stores, Invoker invoker) {
        this(stores, invoker, _ -> false);
    }

    /// @param leftToOthers runs that the invoker's workers do not execute
    Recovery(Stores stores, Invoker invoker, Predicate<RunKey> leftToOthers) {
        this.stores = stores;
        this.invoker = invoker;
        this.leftToOthers = leftToOthers;
        leftovers = new Leftovers(stores);
    }

    /// Looks at all runs until whatever is due within a lease is dealt with, at most for one and a half
    /// leases. It takes that long where nobody has looked for a while: the store then waits for a lease
    /// before it takes anything from a worker, which may not have been able to renew.
    ///
    /// @throws StoreUnavailableException if there was no answer; what was reissued and not invoked for
    ///     is dispatched again when its deadline has passed
    public Look once() throws InterruptedException {
        long began = System.nanoTime();
        int reissued = look(true);
        while (watched.values().stream().anyMatch(each -> each.pace.isUnfinished(began))) {
            Thread.sleep(Duration.ofNanos(nanosUntilDue()));
            reissued += look(false);
        }
        return new Look(watched.size(), reissued);
    }

    /// Looks at runs, each once.
    ///
    /// @param all also at those that are not due
    /// @return how many claims were issued anew
    private int look(boolean all) {
        List<RunKey> active = stores.runs().activeRuns();
        forgetAllBut(active);
        leftovers.sweep();
        int reissued = 0;
        for (RunKey run : active) {
            if (!leftToOthers.test(run)) {
                reissued += lookIfDue(run, all);
            }
        }
        return reissued;
    }

    /// What is wrong with one run must not keep anybody from looking after the others.
    private int lookIfDue(RunKey run, boolean all) {
        try {
            Watched each = watched.computeIfAbsent(run, this::watch);
            return all || each.dueNanos - System.nanoTime() <= 0 ? look(run, each) : 0;
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("run {} cannot be looked after", run, e);
            Watched each = watched.computeIfAbsent(run, _ -> Watched.unknown());
            each.later(BROKEN_PAUSE);
            return 0;
        }
    }

    private void forgetAllBut(List<RunKey> active) {
        leftovers.goOn(active);
        Map<RunKey, Watched> ended = new HashMap<>(watched);
        active.forEach(ended::remove);
        ended.forEach((run, each) -> leftovers.ended(run, each.lossWindow));
        watched.keySet().removeAll(ended.keySet());
    }

    /// A run without a record has not begun, or has just been removed; it is looked at often.
    private Watched watch(RunKey run) {
        Optional<RunLimits> limits = stores.runs().find(run.id()).map(RunRecord::limits);
        return new Watched(
                new LookPace(limits.map(RunLimits::lease).orElse(Duration.ofSeconds(1))),
                limits.orElse(RunLimits.standard()).lossWindow());
    }

    private int look(RunKey run, Watched each) {
        int reissued = 0;
        int claims = MAX_REAPED;
        while (claims == MAX_REAPED
                && stores.runs().reap(run, MAX_REAPED) instanceof ReapAnswer.Reaped reaped) {
            claims = reaped.reissued().size();
            reissued += claims;
            invoke(run, reaped);
            leftovers.delete(run, reaped.garbage());
            long now = System.nanoTime();
            long untilDeadline = reaped.nextDeadlineMicros() - nowMicros();
            each.dueNanos = now + each.pace.pauseNanos(now, untilDeadline, claims > 0);
        }
        return reissued;
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void invoke(RunKey run, ReapAnswer.Reaped reaped) {
        for (Invocation invocation : Reissues.of(stores.runs(), run, reaped)) {
            try {
                invoker.invoke(invocation);
            } catch (StoreUnavailableException e) {
                log.warn("run {}: not invoked, will be dispatched again: {}", run, e.toString());
            }
        }
    }

    private long nanosUntilDue() {
        long now = System.nanoTime();
        long least = MAX_PAUSE_NANOS;
        for (Watched each : watched.values()) {
            least = Math.min(least, each.dueNanos - now);
        }
        return Math.max(LookPace.MIN_PAUSE_NANOS, least);
    }

    /// Goes on looking, on the platform thread `weft-recovery`, until it is closed: at each run when its
    /// next deadline passes, and at least every third of its lease or every half second.
    public void start() {
        thread.start();
    }

    private void work() {
        while (!closed) {
            long began = System.nanoTime();
            boolean answered = lookSafely();
            // With very many runs, no more than half of the time.
            long took = System.nanoTime() - began;
            long pause = Math.max(took, answered ? nanosUntilDue() : MAX_PAUSE_NANOS);
            try {
                Thread.sleep(Duration.ofNanos(pause));
            } catch (InterruptedException e) {
                return; // closed
            }
        }
    }

    private boolean lookSafely() {
        try {
            int reissued = look(false);
            if (reissued > 0) {
                log.info("issued {} claims anew in {} runs", reissued, watched.size());
            }
            return true;
        } catch (StoreUnavailableException e) {
            log.warn("no answer from the store, will ask again: {}", e.toString());
        } catch (RuntimeException e) { // or nobody would look any more
            log.error("looking after runs failed, will go on", e);
        }
        return false;
    }

    /// Stops looking; does not close stores and invoker.
    @Override
    public void close() {
        closed = true;
        OwnedThread.stop(thread);
    }
}
