package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.local.LocalEngine;
import dev.weft.model.RunLimits;
import dev.weft.spi.EngineSettings;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Leases of tasks that keep everything busy.
@Timeout(60)
final class LeasesTest {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int ENOUGH = 3;
    private static final long MOST_NANOS = 2_000_000_000;
    private static final AtomicInteger spinning = new AtomicInteger();
    private static final AtomicInteger renewals = new AtomicInteger();

    /// Keeps a carrier busy until all are, and leases have been renewed meanwhile; gives up after a while.
    static int spinUntilRenewed() {
        spinning.incrementAndGet();
        long end = System.nanoTime() + MOST_NANOS;
        while (renewals.get() < ENOUGH && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return renewals.get();
    }

    private static @Nullable Object counting(String step, StoreWith.Step go) throws Throwable {
        if (step.equals("renew") && spinning.get() == CORES) {
            renewals.incrementAndGet();
        }
        return go.take();
    }

    @Test
    void leasesAreRenewedThoughTasksKeepAllCarriersBusy() throws Exception {
        checkThatLeasesAreRenewed(new SystemEnvironment());
    }

    /// @param environment of the engine, which closes it
    static void checkThatLeasesAreRenewed(WorkerEnvironment environment) throws Exception {
        spinning.set(0);
        renewals.set(0);
        RunLimits brief = RunLimits.standard().withLease(Duration.ofMillis(600));
        LocalEngine.Parts parts =
                LocalEngine.Parts.standard(EngineSettings.standard().withLimits(brief))
                        .withEnvironment(environment);
        LocalEngine engine =
                LocalEngine.of(
                        parts.withStore(StoreWith.around(parts.store(), LeasesTest::counting)));
        try (Weft weft = Weft.open(engine)) {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < CORES; i++) {
                tasks.add(task(LeasesTest::spinUntilRenewed));
            }
            List<Integer> seen = weft.submit(list(tasks)).await(Duration.ofSeconds(30));
            assertThat(spinning).hasValue(CORES);
            assertThat(seen).as("renewals while all carriers were busy").allMatch(n -> n >= ENOUGH);
        }
    }
}
