package dev.weft.cli;

import dev.weft.Weft;
import dev.weft.bench.Cluster;
import dev.weft.embedded.EmbeddedRedis;
import dev.weft.gateway.WorkerStatus;
import dev.weft.spi.StoreAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Worker processes for benchmarks, on a store of theirs that keeps nothing, or on one that is there.
final class BenchCluster implements Cluster {
    /// Values of some sizes wait in their memory.
    private static final int HEAP_MIB = 2_048;

    private final Opened opened = new Opened();
    private final Optional<EmbeddedRedis> redis;
    private final LocalCluster cluster;

    private BenchCluster(Settings settings, Surroundings surroundings) {
        redis =
                settings.store().isPresent()
                        ? Optional.empty()
                        : Optional.of(opened.add(EmbeddedRedis.start()));
        StoreAddress store =
                redis.map(own -> StoreAddress.of(own.uri()).withPassword(own::password))
                        .orElseGet(() -> StoreAddress.of(settings.store().orElseThrow()));
        cluster =
                opened.add(
                        LocalCluster.start(
                                ClusterPlan.of(
                                                new WorkerProcesses(HEAP_MIB, List.of()),
                                                settings.workers())
                                        .withStore(Optional.of(store)),
                                surroundings));
    }

    static BenchCluster start(Settings settings, Surroundings surroundings) {
        return new BenchCluster(settings, surroundings);
    }

    @Override
    public Weft weft() {
        return cluster.weft();
    }

    @Override
    public List<ProcessHandle> workers() {
        return workers(cluster);
    }

    @Override
    public List<WorkerUse> use() throws InterruptedException {
        return cluster.statistics().entrySet().stream()
                .map(said ->
                        new WorkerUse(
                                said.getKey().value(),
                                said.getValue().work().attempts(),
                                said.getValue().graphBytesRead()))
                .sorted(Comparator.comparing(WorkerUse::worker))
                .toList();
    }

    static List<ProcessHandle> workers(LocalCluster cluster) {
        return cluster.status().workers().stream()
                .map(WorkerStatus::pid)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    @Override
    public Optional<Long> storeBytes() {
        return redis.map(EmbeddedRedis::usedBytes);
    }

    @Override
    public long invocations() {
        return cluster.status().invocations();
    }

    @Override
    public void close() {
        opened.close();
    }
}
