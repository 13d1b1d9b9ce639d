package dev.weft.all;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Run;
import dev.weft.Task;
import dev.weft.Weft;
import dev.weft.local.LocalEngine;
import dev.weft.model.RunLimits;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.Renew;
import dev.weft.testkit.TestEngine;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Leases of tasks that keep everything busy, or of very many.
@Timeout(60)
final class LeasesTest {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int ENOUGH = 3;
    private static final long MOST_NANOS = 2_000_000_000;
    private static final AtomicInteger spinning = new AtomicInteger();
    private static final AtomicInteger renewals = new AtomicInteger();
    private static final int MANY = 2_500;
    private static final CountDownLatch begun = new CountDownLatch(MANY);
    private static final CountDownLatch go = new CountDownLatch(1);

    /// Keeps a carrier busy until all are, and leases have been renewed meanwhile; gives up after a while.
    static int spinUntilRenewed() {
        spinning.incrementAndGet();
        long end = System.nanoTime() + MOST_NANOS;
        while (renewals.get() < ENOUGH && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return renewals.get();
    }

    static int blocking() throws InterruptedException {
        begun.countDown();
        go.await();
        return 1;
    }

    @Test
    void leasesOfManyTasksAreRenewedInPortions() throws Exception {
        List<Integer> portions = new CopyOnWriteArrayList<>();
        Consumer<Object> noting =
                step -> {
                    if (step instanceof Renew renew) {
                        portions.add(renew.claims().size());
                    }
                };
        Duration lease = RunLimits.standard().lease();
        try (TestEngine engine =
                        TestEngine.open(
                                EngineSettings.standard(),
                                1,
                                parts -> parts.withStore(StoreWith.noted(parts.store(), noting)));
                Weft weft = Weft.open(engine)) {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                tasks.add(task(LeasesTest::blocking));
            }
            Run<List<Integer>> run = weft.submit(list(tasks));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            engine.time().advance(lease.dividedBy(3).plusMillis(100));
            assertThat(portions).containsExactly(1_000, 1_000, 500);
            engine.time().advance(lease.multipliedBy(2));
            go.countDown();
            assertThat(run.await(Duration.ofSeconds(30))).hasSize(MANY);
            assertThat(run.statistics().attempts()).as("attempts, none lost").isEqualTo(MANY + 1);
        }
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
