package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.ValueId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after all runs that have not ended: issues claims anew whose deadline has passed, invokes
/// workers for them, deletes values that nobody needs. This is the somebody who must be there for every
/// run to end: also a run whose client died before its first invocation is found here. Any number of
/// them may look at the same time.
///
/// Safe for many threads.
public final class Recovery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final int MAX_REAPED = 1_000;

    /// Below the shortest sensible lease, so that each deadline is seen before it has passed.
    private static final long MAX_PAUSE_MILLIS = 1_000;

    private static final long MIN_PAUSE_MILLIS = 20;

    private final Stores stores;
    private final Invoker invoker;
    private final Predicate<RunKey> leftToOthers;
    private final Thread thread =
            Thread.ofPlatform().name("weft-recovery").daemon(true).unstarted(this::work);
    private volatile boolean closed;

    /// What one look at all runs came to.
    ///
    /// @param runs that have not ended
    /// @param reissued claims that workers were invoked for
    /// @param nextDeadlineMicros store's time of the next deadline; [Long#MAX_VALUE] if there is none
    public record Look(int runs, int reissued, long nextDeadlineMicros) {}

    /// @param invoker of workers that may execute any of the store's runs
    public Recovery(Stores stores, Invoker invoker) {
        this(stores, invoker, _ -> false);
    }

    /// @param leftToOthers runs that the invoker's workers do not execute
    Recovery(Stores stores, Invoker invoker, Predicate<RunKey> leftToOthers) {
        this.stores = stores;
        this.invoker = invoker;
        this.leftToOthers = leftToOthers;
    }

    /// Looks once at each run.
    ///
    /// @throws StoreUnavailableException if there was no answer; what was reissued and not invoked for
    ///     is dispatched again when its deadline has passed
    public Look once() {
        int runs = 0;
        int reissued = 0;
        long next = Long.MAX_VALUE;
        for (RunKey run : stores.runs().activeRuns()) {
            runs++;
            if (leftToOthers.test(run)) {
                continue;
            }
            int claims = MAX_REAPED;
            while (claims == MAX_REAPED
                    && stores.runs().reap(run, MAX_REAPED) instanceof ReapAnswer.Reaped reaped) {
                claims = reaped.reissued().size();
                reissued += claims;
                delete(run, reaped.garbage());
                invoke(run, reaped);
                if (claims < MAX_REAPED && !reaped.status().ended()) {
                    next = Math.min(next, reaped.nextDeadlineMicros());
                }
            }
        }
        return new Look(runs, reissued, next);
    }

    private void delete(RunKey run, List<ValueId> garbage) {
        List<ValueId> spread = garbage.stream().filter(ValueId::spread).toList();
        if (!spread.isEmpty()) {
            stores.blobs().delete(run, spread);
        }
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

    /// Goes on looking, on the platform thread `weft-recovery`, until it is closed: when the next
    /// deadline passes, at least every second.
    public void start() {
        thread.start();
    }

    private void work() {
        long pause = MIN_PAUSE_MILLIS;
        while (!closed) {
            long began = System.nanoTime();
            long wanted = look(pause);
            // With very many runs, no more than half of the time.
            long took = (System.nanoTime() - began) / 1_000_000;
            pause = Math.max(Math.clamp(wanted, MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS), took);
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return; // closed
            }
        }
    }

    /// @param before the latest pause
    /// @return milliseconds until the next look
    private long look(long before) {
        try {
            Look look = once();
            if (look.reissued() > 0) {
                log.info("issued {} claims of {} runs anew", look.reissued(), look.runs());
            }
            long micros = look.nextDeadlineMicros();
            if (micros == Long.MAX_VALUE) {
                return MAX_PAUSE_MILLIS;
            }
            long left = micros - ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            // The store's clock may be behind: a deadline that has passed here has not there.
            return left > 0 ? left / 1_000 + 1 : look.reissued() > 0 ? 0 : before * 2;
        } catch (StoreUnavailableException e) {
            log.warn("no answer from the store, will ask again: {}", e.toString());
            return MAX_PAUSE_MILLIS;
        } catch (RuntimeException e) { // or nobody would look any more
            log.error("looking after runs failed, will go on", e);
            return MAX_PAUSE_MILLIS;
        }
    }

    /// Stops looking; does not close stores and invoker.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
