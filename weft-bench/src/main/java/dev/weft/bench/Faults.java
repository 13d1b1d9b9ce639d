package dev.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts faults in a cluster, one after the other, from a thread of its own until it is closed. The seed
/// decides which; what they hit depends on the machine.
final class Faults implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private final FaultyCluster cluster;
    private final SplittableRandom random;
    private final Duration lease;
    private final Thread thread;
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicInteger storeRestarts = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();

    Faults(FaultyCluster cluster, long seed, Duration lease) {
        this.cluster = cluster;
        this.random = new SplittableRandom(seed);
        this.lease = lease;
        thread = Thread.ofPlatform().name("weft-bench-faults").daemon(true).start(this::go);
    }

    private void go() {
        try {
            while (true) {
                Thread.sleep(400 + random.nextInt(1_200));
                one();
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    private void one() throws InterruptedException {
        try {
            int kind = random.nextInt(100);
            if (kind < 60) {
                kill();
            } else if (kind < 78) {
                pause();
            } else if (kind < 90) {
                cuts.incrementAndGet();
                cluster.cutStore(Duration.ofMillis(100 + random.nextInt(1_500)));
            } else {
                storeRestarts.incrementAndGet();
                cluster.restartStore(kind >= 95);
            }
        } catch (IOException | IllegalStateException e) {
            log.warn("a fault could not be put in: {}", e.toString());
        }
    }

    private void kill() {
        List<ProcessHandle> workers = cluster.workers();
        if (!workers.isEmpty()) {
            kills.incrementAndGet();
            workers.get(random.nextInt(workers.size())).destroyForcibly();
        }
    }

    private void pause() throws IOException, InterruptedException {
        List<ProcessHandle> workers = cluster.workers();
        if (workers.isEmpty()) {
            return;
        }
        pauses.incrementAndGet();
        ProcessHandle worker = workers.get(random.nextInt(workers.size()));
        signal("-STOP", worker);
        try {
            Thread.sleep(lease.plusMillis(200 + random.nextInt(1_000)));
        } finally {
            signal("-CONT", worker);
        }
    }

    private static void signal(String signal, ProcessHandle process)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .start()
                .waitFor(5, TimeUnit.SECONDS);
    }

    int kills() {
        return kills.get();
    }

    int pauses() {
        return pauses.get();
    }

    int storeRestarts() {
        return storeRestarts.get();
    }

    int cuts() {
        return cuts.get();
    }

    /// Returns when the last fault is over.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
