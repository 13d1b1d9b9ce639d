package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkDone;
import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.worker.ArchiveMismatchException;
import dev.weft.worker.InvokedWorker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A worker whose tasks do what a test says. Shares as the real one: half of what waits, when the next
/// task has been executed.
final class FakeWorker implements InvokedWorker, AutoCloseable {
    private final WorkerId id;
    private final String archive;
    private final Work work;
    private final Invoker invoker;
    private final List<Thread> threads = new ArrayList<>();

    // What follows is guarded by this.
    private final Deque<Item> waiting = new ArrayDeque<>();
    private final Map<RunKey, Integer> executing = new HashMap<>();
    private final Set<RunKey> sharing = new HashSet<>();
    private long attempts;

    /// What executing a claim means.
    interface Work {
        /// @return claims that became ready, for which somebody is to be invoked
        List<Claim> execute(Invocation invocation, Claim claim) throws InterruptedException;
    }

    private record Item(Invocation invocation, Claim claim) {}

    FakeWorker(WorkerId id, String archive, int atOnce, Work work, Invoker invoker) {
        this.id = id;
        this.archive = archive;
        this.work = work;
        this.invoker = invoker;
        for (int i = 0; i < atOnce; i++) {
            threads.add(Thread.ofPlatform().name("fake-" + id).daemon(true).start(this::loop));
        }
    }

    @Override
    public WorkerId id() {
        return id;
    }

    @Override
    public synchronized void accept(Invocation invocation) {
        if (!invocation.code().archive().equals(archive)) {
            throw new ArchiveMismatchException(
                    invocation.run(), invocation.code().archive(), archive);
        }
        invocation.claims().forEach(claim -> waiting.add(new Item(invocation, claim)));
        notifyAll();
    }

    private void loop() {
        try {
            while (true) {
                execute(take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private synchronized Item take() throws InterruptedException {
        Item item = waiting.poll();
        while (item == null) {
            wait(1_000);
            item = waiting.poll();
        }
        executing.merge(item.invocation().run(), 1, Integer::sum);
        return item;
    }

    private void execute(Item item) throws InterruptedException {
        Invocation invocation = item.invocation();
        List<Claim> given = new ArrayList<>();
        try {
            given.addAll(work.execute(invocation, item.claim()));
        } finally {
            synchronized (this) {
                attempts++;
                if (sharing.remove(invocation.run())) {
                    given.addAll(halfOf(invocation.run()));
                }
            }
            if (!given.isEmpty()) {
                invoker.invoke(with(invocation, given));
            }
            synchronized (this) {
                executing.merge(invocation.run(), -1, FakeWorker::sumOrNull);
                notifyAll();
            }
        }
    }

    private static @Nullable Integer sumOrNull(int one, int other) {
        return one + other == 0 ? null : one + other;
    }

    private List<Claim> halfOf(RunKey run) {
        long half =
                waiting.stream().filter(item -> item.invocation().run().equals(run)).count() / 2;
        List<Claim> given = new ArrayList<>();
        Iterator<Item> items = waiting.iterator();
        while (given.size() < half) {
            Item item = items.next();
            if (item.invocation().run().equals(run)) {
                given.add(item.claim());
                items.remove();
            }
        }
        return given;
    }

    private static Invocation with(Invocation like, List<Claim> claims) {
        return new Invocation(
                like.run(),
                like.epoch(),
                like.code(),
                like.limits(),
                claims,
                Long.MAX_VALUE,
                false,
                like.parcel());
    }

    @Override
    public synchronized boolean awaitIdle(RunKey run, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!isIdle(run)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    private boolean isIdle(RunKey run) {
        return !executing.containsKey(run)
                && waiting.stream().noneMatch(item -> item.invocation().run().equals(run));
    }

    @Override
    public synchronized int share(RunKey run) {
        int count = (int) waiting.stream().filter(i -> i.invocation().run().equals(run)).count();
        if (count > 0) {
            sharing.add(run);
        }
        return count;
    }

    @Override
    public synchronized int executing() {
        return executing.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public synchronized WorkDone work() {
        return new WorkDone(attempts, 0, 0, 0);
    }

    @Override
    public synchronized long graphBytesRead() {
        return 100 * attempts;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
