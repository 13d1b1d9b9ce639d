package dev.weft.all;

import dev.weft.Weft;
import dev.weft.core.HoldRules;
import dev.weft.core.KeepRules;
import dev.weft.core.SegmentRules;
import dev.weft.kryo.KryoValueCodecProvider;
import dev.weft.model.RunLimits;
import dev.weft.model.WorkerId;
import dev.weft.remote.RemoteEngine;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import dev.weft.spi.ValueCodec;
import dev.weft.worker.HostedWorker;
import dev.weft.worker.SystemEnvironment;
import dev.weft.worker.WorkerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Workers that can be killed: from one moment on nothing of theirs reaches the store any more, not even the end of
/// a step whose beginning did, and nobody is told. Another worker takes the place. Safe for many threads.
final class MortalWorkers implements AutoCloseable {
    private static final String ARCHIVE = "mortal";

    private final Stores stores;
    private final ClassLoader application = MortalWorkers.class.getClassLoader();
    private final SystemEnvironment environment = new SystemEnvironment();
    private final ValueCodec codec = new KryoValueCodecProvider().open(application);
    private final List<Member> alive = new ArrayList<>(); // guarded by this
    private final List<Member> dead = new ArrayList<>(); // guarded by this
    private int named; // guarded by this
    private int turn; // guarded by this

    private record Member(HostedWorker worker, AtomicBoolean killed) {}

    /// @param stores are closed with the client
    MortalWorkers(int size, Stores stores) {
        this.stores = stores;
        for (int i = 0; i < size; i++) {
            alive.add(born("w" + named++));
        }
    }

    private Member born(String name) {
        AtomicBoolean killed = new AtomicBoolean();
        WorkerSettings settings =
                new WorkerSettings(
                        new WorkerId(name),
                        8,
                        false,
                        false,
                        Duration.ofSeconds(2),
                        1_024,
                        application,
                        SegmentRules.standard(),
                        HoldRules.off(),
                        new KeepRules(true, 8));
        Stores seen = new Stores(unless(killed, stores.runs()), stores.blobs(), stores.graphs());
        HostedWorker worker =
                new HostedWorker(settings, ARCHIVE, seen, codec, new ByTurns(killed), environment);
        return new Member(worker, killed);
    }

    private static RunStore unless(AtomicBoolean killed, RunStore store) {
        return StoreWith.around(
                store,
                (step, go) -> {
                    if (step.equals("close")) {
                        return null;
                    }
                    requireAlive(killed, step);
                    Object answer = go.take();
                    requireAlive(killed, step);
                    return answer;
                });
    }

    private static void requireAlive(AtomicBoolean killed, String step) {
        if (killed.get()) {
            throw new StoreUnavailableException("no answer to " + step, new IOException("killed"));
        }
    }

    /// Kills a worker.
    ///
    /// @param number any number: one of those alive
    synchronized void kill(int number) {
        int index = Math.floorMod(number, alive.size());
        Member member = alive.get(index);
        member.killed.set(true);
        dead.add(member);
        alive.set(index, born("w" + named++));
    }

    private synchronized HostedWorker next() {
        return alive.get(Math.floorMod(turn++, alive.size())).worker();
    }

    /// A client; closing it closes the stores.
    Weft client(RunLimits limits) {
        Invoker invoker = new ByTurns(new AtomicBoolean());
        return Weft.open(new RemoteEngine(stores, invoker, codec, limits, ARCHIVE));
    }

    @Override
    public void close() {
        List<Member> all;
        synchronized (this) {
            all = new ArrayList<>(alive);
            all.addAll(dead);
        }
        all.forEach(member -> member.worker().close());
        environment.close();
    }

    /// Gives each invocation to the next worker, unless who invokes is dead.
    private final class ByTurns implements Invoker {
        private final AtomicBoolean killed;

        private ByTurns(AtomicBoolean killed) {
            this.killed = killed;
        }

        @Override
        public void invoke(Invocation invocation) {
            if (!killed.get()) {
                next().accept(invocation);
            }
        }

        @Override
        public void close() {}
    }
}
