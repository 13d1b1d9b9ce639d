package dev.weft.gateway;

import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.LostWorker;
import dev.weft.spi.ReapAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the store of workers that have died, so that what they had is executed again at once and not
/// when its lease has passed. Owns the platform thread `weft-gateway-losses`. Safe for many threads.
final class Losses implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Losses.class);
    private static final int TRIES = 8;
    private static final long FIRST_PAUSE_MILLIS = 50;

    private final RunStore store;
    private final Invoker invoker;
    private final BlockingQueue<Loss> losses = new LinkedBlockingQueue<>();
    private final Thread thread = OwnedThread.of("weft-gateway-losses", this::work);

    private record Loss(WorkerId worker, LastWords words) {}

    Losses(RunStore store, Invoker invoker) {
        this.store = store;
        this.invoker = invoker;
    }

    void start() {
        thread.start();
    }

    void add(WorkerId worker, LastWords words) {
        losses.add(new Loss(worker, words));
    }

    private void work() {
        try {
            while (true) {
                tell(losses.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// Does not try for ever: what the store was not told, its leases will.
    private void tell(Loss loss) throws InterruptedException {
        for (int tried = 1; ; tried++) {
            try {
                for (RunKey run : store.activeRuns()) {
                    tellSafely(run, loss);
                }
                return;
            } catch (StoreUnavailableException e) {
                if (tried == TRIES) {
                    log.warn("the store was not told that worker {} died: {}", loss.worker(), e);
                    return;
                }
                Thread.sleep(FIRST_PAUSE_MILLIS << tried);
            } catch (RuntimeException e) {
                log.error("the store was not told that worker {} died", loss.worker(), e);
                return;
            }
        }
    }

    /// What is wrong with one run is no matter to the others.
    private void tellSafely(RunKey run, Loss loss) {
        try {
            tell(run, loss);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("run {} was not told that worker {} died", run, loss.worker(), e);
        }
    }

    private void tell(RunKey run, Loss loss) {
        LastWords words = loss.words();
        LostWorker lost = new LostWorker(run, loss.worker(), words.text(), words.outOfMemory());
        if (!(store.lost(lost) instanceof ReapAnswer.Reaped reaped)) {
            return;
        }
        if (!reaped.reissued().isEmpty()) {
            log.info(
                    "run {}: {} claims of worker {} are issued anew",
                    run,
                    reaped.reissued().size(),
                    loss.worker());
        }
        for (Invocation invocation : Reissues.of(store, run, reaped)) {
            try {
                invoker.invoke(invocation);
            } catch (StoreUnavailableException e) {
                log.warn("run {}: not invoked, will be dispatched again: {}", run, e.toString());
            }
        }
    }

    @Override
    public void close() {
        OwnedThread.stop(thread);
    }
}
