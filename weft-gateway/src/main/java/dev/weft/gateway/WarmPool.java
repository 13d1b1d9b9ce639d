package dev.weft.gateway;

import dev.weft.model.WorkerId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps worker processes: starts them, replaces the dead, ends those that have been idle for long.
/// Owns the platform thread `weft-gateway-pool`. Safe for many threads.
final class WarmPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WarmPool.class);
    private static final int REMEMBERED_DEAD = 20;
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
    private static final int HOPELESS = 3;

    private final PoolSettings settings;
    private final WorkerLauncher launcher;
    private final Function<WorkerId, Launch> launches;
    private final Owner owner;
    private final String suffix = "%08x".formatted(ThreadLocalRandom.current().nextInt());
    private final Thread thread = OwnedThread.of("weft-gateway-pool", this::work);

    // What follows is guarded by this.
    private final Map<WorkerId, PoolMember> members = new LinkedHashMap<>();
    private final Deque<DeadWorker> dead = new ArrayDeque<>();
    private final RestartPauses pauses = new RestartPauses(System.nanoTime());
    private int launched;
    private int wanted;
    private long restarts;
    private boolean closed;

    /// Whoever has the pool. Called without the pool's lock.
    interface Owner {
        /// A worker listens.
        void joined(WorkerId worker, URI uri);

        /// A worker is about to be ended for want of work.
        ///
        /// @return whether it still has nothing to do, and will be brought nothing more
        boolean retire(WorkerId worker);

        /// A process has ended.
        ///
        /// @param asked whether it was asked to
        void ended(WorkerId worker, LastWords words, boolean asked);

        /// Workers that have had nothing to do for so long.
        List<WorkerId> idleFor(Duration atLeast);
    }

    /// @param launches what a worker of this name must know
    WarmPool(
            PoolSettings settings,
            WorkerLauncher launcher,
            Function<WorkerId, Launch> launches,
            Owner owner) {
        this.settings = settings;
        this.launcher = launcher;
        this.launches = launches;
        this.owner = owner;
        wanted = settings.min();
    }

    void start() {
        thread.start();
    }

    /// So many workers more than have nothing to do could be busy.
    synchronized void wanted(int more) {
        long starting = members.values().stream().filter(PoolMember::isStarting).count();
        long total = living() + Math.max(0, more - starting);
        int enough = (int) Math.min(settings.max(), total);
        if (enough > wanted) {
            wanted = enough;
            notifyAll();
        }
    }

    private long living() {
        return members.values().stream().filter(member -> !member.isEnding()).count();
    }

    private void work() {
        try {
            while (awaitWork()) {
                if (oneIsToStart()) {
                    launch();
                }
                endThoseToEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// @return whether the pool is open
    private synchronized boolean awaitWork() throws InterruptedException {
        long end = System.nanoTime() + LOOK_NANOS;
        while (!closed && !oneIsToStart() && System.nanoTime() - end < 0) {
            long pause = living() < wanted ? pauses.nanosLeft(System.nanoTime()) : LOOK_NANOS;
            wait(Math.clamp(pause / 1_000_000 + 1, 1, LOOK_NANOS / 1_000_000));
        }
        return !closed;
    }

    private synchronized boolean oneIsToStart() {
        return !closed && living() < wanted && pauses.nanosLeft(System.nanoTime()) == 0;
    }

    private void launch() {
        WorkerId id;
        synchronized (this) {
            launched++;
            id = new WorkerId("w%d-%s".formatted(launched, suffix));
        }
        try {
            LaunchedWorker process = launcher.launch(launches.apply(id));
            PoolMember member = new PoolMember(process);
            boolean late;
            synchronized (this) {
                late = closed;
                members.put(id, member);
            }
            if (late) {
                process.kill("its gateway was closed");
            }
            var _ = process.ready().thenAccept(uri -> listens(member, uri));
            var _ = process.ended().thenAccept(words -> ended(member, words));
        } catch (IOException | RuntimeException e) {
            notStarted(id, e);
        }
    }

    private synchronized void notStarted(WorkerId id, Exception e) {
        pauses.endedEarly(System.nanoTime());
        log.error("worker {} could not be started: {}", id, e.toString());
        Instant now = Instant.now();
        remember(
                new DeadWorker(id, 0, now, now, false, false, false, "could not be started: " + e));
    }

    private void listens(PoolMember member, URI uri) {
        synchronized (this) {
            if (member.isEnding() || members.get(member.process.id()) != member) {
                return;
            }
            member.uri = uri;
            pauses.listens();
        }
        try {
            owner.joined(member.process.id(), uri);
            synchronized (this) {
                member.joined = true;
                notifyAll();
            }
        } catch (RuntimeException e) {
            log.error("worker {} cannot be used", member.process.id(), e);
            member.process.kill("it cannot be used: " + e.getMessage());
        }
    }

    private void ended(PoolMember member, LastWords words) {
        DeadWorker buried;
        synchronized (this) {
            buried = member.dead(words);
            members.remove(buried.id());
            if (!buried.asked()) {
                restarts++;
                if (buried.listened()) {
                    pauses.endedLate(System.nanoTime());
                } else {
                    pauses.endedEarly(System.nanoTime());
                }
            }
            remember(buried);
        }
        if (!buried.asked()) {
            log.warn(
                    "worker {} (process {}) has ended: {}",
                    buried.id(),
                    buried.pid(),
                    words.ending());
        }
        owner.ended(buried.id(), words, buried.asked());
    }

    private void remember(DeadWorker buried) {
        if (dead.size() == REMEMBERED_DEAD) {
            dead.removeFirst();
        }
        dead.addLast(buried);
        notifyAll();
    }

    private void endThoseToEnd() {
        try {
            endOverdue();
            endIdle();
        } catch (RuntimeException e) { // or no worker would be replaced any more
            log.error("a worker could not be ended", e);
        }
    }

    private void endOverdue() {
        List<PoolMember> overdue;
        synchronized (this) {
            overdue =
                    members.values().stream()
                            .filter(m -> m.isOverdue(settings.startAtMost(), settings.endAtMost()))
                            .toList();
        }
        for (PoolMember member : overdue) {
            member.process.kill("it did not listen within " + settings.startAtMost());
        }
    }

    private void endIdle() {
        for (WorkerId worker : owner.idleFor(settings.keepAlive())) {
            if (mayEndOne() && owner.retire(worker)) {
                PoolMember member;
                synchronized (this) {
                    member = members.get(worker);
                    if (member == null) {
                        continue;
                    }
                    member.ending();
                    wanted = (int) Math.max(settings.min(), living());
                }
                member.process.askToEnd("it had nothing to do for " + settings.keepAlive());
            }
        }
    }

    private synchronized boolean mayEndOne() {
        return !closed && living() > settings.min();
    }

    /// Ends a worker that does not answer; another one is started.
    void kill(WorkerId worker, String reason) {
        PoolMember member;
        synchronized (this) {
            member = members.get(worker);
        }
        if (member != null) {
            member.process.kill(reason);
        }
    }

    /// Waits until the minimum of workers listens, at least one.
    ///
    /// @return whether that is so; `false` if the time is over, or several in a row have ended before
    ///     they listened
    synchronized boolean awaitReady(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        int enough = Math.max(1, settings.min());
        wanted = Math.max(wanted, enough);
        notifyAll();
        while (members.values().stream().filter(m -> m.joined).count() < enough) {
            long left = end - System.nanoTime();
            if (left <= 0 || closed || pauses.earlyInRow() >= HOPELESS) {
                return false;
            }
            wait(Math.clamp(left / 1_000_000 + 1, 1, 100));
        }
        return true;
    }

    /// A living process, as it is at this moment.
    record Living(WorkerId id, long pid, Optional<URI> uri, boolean ending, Instant startedAt) {}

    synchronized List<Living> views() {
        return members.values().stream()
                .map(member ->
                        new Living(
                                member.process.id(),
                                member.process.pid(),
                                Optional.ofNullable(member.uri),
                                member.isEnding(),
                                member.startedAt))
                .toList();
    }

    /// The latest ones, oldest first.
    synchronized List<DeadWorker> dead() {
        return List.copyOf(dead);
    }

    /// Processes that ended by themselves, or by somebody else.
    synchronized long restarts() {
        return restarts;
    }

    /// Asks all processes to end, and ends those that do not.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        OwnedThread.stop(thread); // it may be starting one
        List<PoolMember> last;
        synchronized (this) {
            members.values().forEach(PoolMember::ending);
            last = List.copyOf(members.values());
        }
        last.forEach(member -> member.process.askToEnd("its gateway was closed"));
        if (!haveEnded(last, settings.endAtMost())) {
            last.forEach(member -> member.process.kill("it did not end when it was asked to"));
            if (!haveEnded(last, Duration.ofSeconds(5))) {
                log.error("some of {} worker processes could not be ended", last.size());
            }
        }
    }

    private static boolean haveEnded(List<PoolMember> members, Duration atMost) {
        CompletableFuture<?>[] ends =
                members.stream()
                        .map(member -> member.process.ended())
                        .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
