package dev.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts faults in a cluster, one after the other, from a thread of its own until it is closed: at first
/// one of each kind, then round after round. The seed decides their order; what they hit depends on the
/// machine.
final class Faults implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);
    private static final int LEAST_PAUSE_MILLIS = 100;
    private static final int PAUSE_MILLIS = 600;

    /// What is put in.
    enum Kind {
        WORKER_KILLED(6),
        WORKER_PAUSED(2),
        STORE_RESTARTED(1),
        STORE_LOSES_LAST_SECOND(1),
        STORE_CUT_OFF(2);

        private final int inRound;

        Kind(int inRound) {
            this.inRound = inRound;
        }
    }

    private final FaultyCluster cluster;
    private final Random random;
    private final Duration lease;
    private final Map<Kind, Integer> counts = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean hadEachKind;
    private boolean closed; // guarded by this

    Faults(FaultyCluster cluster, long seed, Duration lease) {
        this.cluster = cluster;
        this.random = new Random(seed);
        this.lease = lease;
        thread = Thread.ofPlatform().name("weft-bench-faults").daemon(true).start(this::go);
    }

    private void go() {
        try {
            putIn(new ArrayList<>(List.of(Kind.values())));
            hadEachKind = !isClosed();
            while (!isClosed()) {
                putIn(round());
            }
        } catch (InterruptedException e) {
            log.warn("there are no faults any more", e); // nobody interrupts this thread
        }
    }

    private static List<Kind> round() {
        List<Kind> round = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            round.addAll(Collections.nCopies(kind.inRound, kind));
        }
        return round;
    }

    private void putIn(List<Kind> round) throws InterruptedException {
        Collections.shuffle(round, random);
        for (Kind kind : round) {
            do {
                if (isClosedWithin(LEAST_PAUSE_MILLIS + random.nextInt(PAUSE_MILLIS))) {
                    return;
                }
            } while (!isPutInAndCounted(kind));
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean isClosedWithin(int millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = end - System.nanoTime();
        while (!closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        return closed;
    }

    /// Counted before it can have consequences.
    private boolean isPutInAndCounted(Kind kind) throws InterruptedException {
        counts.merge(kind, 1, Integer::sum);
        boolean isPutIn = isPutIn(kind);
        if (!isPutIn) {
            counts.merge(kind, -1, Integer::sum);
        }
        return isPutIn;
    }

    /// @return false if it could not be: no worker lives now
    private boolean isPutIn(Kind kind) throws InterruptedException {
        try {
            switch (kind) {
                case WORKER_KILLED -> anyWorker().destroyForcibly();
                case WORKER_PAUSED -> pause(anyWorker());
                case STORE_RESTARTED -> cluster.restartStore(false);
                case STORE_LOSES_LAST_SECOND -> cluster.restartStore(true);
                case STORE_CUT_OFF ->
                        cluster.cutStore(Duration.ofMillis(100 + random.nextInt(1_500)));
            }
            return true;
        } catch (IOException | IllegalStateException e) {
            log.warn("{} will be tried again: {}", kind, e.toString());
            return false;
        }
    }

    private ProcessHandle anyWorker() {
        List<ProcessHandle> workers = cluster.workers();
        if (workers.isEmpty()) {
            throw new IllegalStateException("there must be a worker, was none");
        }
        return workers.get(random.nextInt(workers.size()));
    }

    private void pause(ProcessHandle worker) throws IOException, InterruptedException {
        Signals.send("STOP", worker);
        try {
            Thread.sleep(lease.plusMillis(200 + random.nextInt(1_000)));
        } finally {
            Signals.send("CONT", worker);
        }
    }

    /// How many of a kind were put in.
    int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /// Whether each kind was put in.
    boolean hadEachKind() {
        return hadEachKind;
    }

    /// Returns when the last fault is over.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
