package dev.weft.cli;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/// A cluster for other processes, which find it by the connection file, until this process is told to end.
final class StandingCluster implements AutoCloseable {
    private final LocalCluster cluster;
    private final ConnectionFile file;
    private final CountDownLatch closed = new CountDownLatch(1);

    private StandingCluster(LocalCluster cluster, ConnectionFile file) {
        this.cluster = cluster;
        this.file = file;
    }

    /// Starts one.
    ///
    /// @param entries of the connection file, besides where store and gateway are
    static StandingCluster start(ClusterPlan plan, Properties entries, Surroundings surroundings) {
        ConnectionFile.requireFree(surroundings);
        LocalCluster cluster = LocalCluster.start(plan, surroundings);
        try {
            entries.setProperty(ConnectionFile.STORE, cluster.store().uri().toString());
            entries.setProperty(ConnectionFile.GATEWAY, cluster.uri().toString());
            if (plan.store().isEmpty()) { // a password of ours; others are their owners' to give
                cluster.store()
                        .password()
                        .ifPresent(own ->
                                entries.setProperty(ConnectionFile.STORE_PASSWORD, own.get()));
            }
            return new StandingCluster(cluster, ConnectionFile.write(surroundings, entries));
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    LocalCluster cluster() {
        return cluster;
    }

    ConnectionFile file() {
        return file;
    }

    /// Waits until the process is told to end (Ctrl-C, SIGTERM), and ends all that was started.
    void awaitEnd() throws InterruptedException {
        try (Interruption _ = new Interruption(this::endInAHurry)) {
            closed.await();
        }
    }

    private void endInAHurry() {
        cluster.hush();
        close();
    }

    @Override
    public void close() {
        file.remove();
        cluster.close();
        closed.countDown();
    }
}
