package dev.weft.bench;

import java.time.Duration;

/// Watches the memory of a cluster's store, from its own thread, while a workload runs.
final class StoreUse implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(10);

    private final Cluster cluster;
    private final long before;
    private final Thread watcher;
    private volatile long most;

    StoreUse(Cluster cluster) {
        this.cluster = cluster;
        before = bytes();
        most = before;
        watcher = Thread.ofPlatform().name("weft-bench-store").daemon(true).start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                most = Math.max(most, bytes());
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    private long bytes() {
        return cluster.storeBytes().orElse(0L);
    }

    /// Most bytes above those in use before.
    long mostBytes() {
        return most - before;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
