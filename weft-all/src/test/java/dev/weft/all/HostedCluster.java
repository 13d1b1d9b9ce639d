package dev.weft.all;

import static dev.weft.model.Checks.require;

import dev.weft.Weft;
import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.kryo.KryoValueCodecProvider;
import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryGraphStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.ValueId;
import dev.weft.model.WorkerId;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.BlobStore;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreFullException;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.HostedWorker;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Workers that share nothing but a store, as if each were a process of its own: what is between them is
/// encoded. The store is in memory and keeps no references.
final class HostedCluster implements AutoCloseable {
    /// Most bytes of one value.
    static final int MOST_BYTES = 1_000_000;

    static final String ARCHIVE = "archive-1";

    private final ClassLoader application = HostedCluster.class.getClassLoader();
    private final SystemEnvironment environment = new SystemEnvironment();
    private final ValueCodec codec = new KryoValueCodecProvider().open(application);
    private final AtomicInteger turn = new AtomicInteger();
    private final List<HostedWorker> workers = new ArrayList<>();
    final InMemoryBlobStore blobs = new InMemoryBlobStore();
    final CountingGraphs graphs = new CountingGraphs(new InMemoryGraphStore());
    private final int tasksAtOnce;
    final Stores stores;
    final AtomicBoolean full = new AtomicBoolean();
    final AtomicLong invocations = new AtomicLong();
    final RoundRobin invoker = new RoundRobin();

    HostedCluster(int size) {
        this(size, 10_000);
    }

    /// @param tasksAtOnce of each worker
    HostedCluster(int size, int tasksAtOnce) {
        this(size, tasksAtOnce, new InMemoryRunStore(() -> System.nanoTime() / 1_000 + 1, false));
    }

    private HostedCluster(int size, int tasksAtOnce, RunStore runs) {
        this.tasksAtOnce = tasksAtOnce;
        stores = new Stores(runs, new LimitedBlobs(blobs, full), graphs);
        for (int i = 0; i < size; i++) {
            workers.add(worker("w" + i, ARCHIVE));
        }
    }

    HostedWorker worker(String name, String archive) {
        return new HostedWorker(
                new WorkerSettings(
                        new WorkerId(name),
                        tasksAtOnce,
                        false,
                        false,
                        Duration.ofSeconds(2),
                        1_024,
                        application,
                        SegmentRules.standard(),
                        HoldRules.off(),
                        new KeepRules(true, 10_000)),
                archive,
                stores,
                codec,
                invoker,
                environment);
    }

    HostedWorker worker(int number) {
        return workers.get(number);
    }

    /// A client; closing it closes the stores.
    Weft client(RunLimits limits) {
        return Weft.open(new RemoteEngine(stores, invoker, codec, limits, ARCHIVE));
    }

    Weft client() {
        return client(RunLimits.standard().withLossWindow(Duration.ZERO));
    }

    @Override
    public void close() {
        workers.forEach(HostedWorker::close);
        environment.close();
    }

    /// Keeps no value that is larger than a store's may be, and none while it is full.
    private record LimitedBlobs(InMemoryBlobStore blobs, AtomicBoolean full) implements BlobStore {
        @Override
        public void put(RunKey run, ValueId value, byte[] bytes, Duration expiry) {
            require(bytes.length <= MOST_BYTES, "bytes must be few, were %d", bytes.length);
            if (full.get()) {
                throw new StoreFullException("store is out of memory", new IOException("as asked"));
            }
            blobs.put(run, value, bytes, expiry);
        }

        @Override
        public long maxBytes() {
            return MOST_BYTES;
        }

        @Override
        public Optional<byte[]> fetch(RunKey run, ValueId value) {
            return blobs.fetch(run, value);
        }

        @Override
        public void delete(RunKey run, List<ValueId> values) {
            blobs.delete(run, values);
        }

        @Override
        public void close() {
            blobs.close();
        }
    }

    /// Gives each invocation to the next worker.
    final class RoundRobin implements Invoker {
        @Override
        public void invoke(Invocation invocation) {
            invocations.incrementAndGet();
            workers.get(Math.floorMod(turn.getAndIncrement(), workers.size())).accept(invocation);
        }

        @Override
        public void close() {}
    }
}
