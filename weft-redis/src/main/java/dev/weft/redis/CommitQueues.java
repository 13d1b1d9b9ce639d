package dev.weft.redis;

import dev.weft.model.RunKey;
import dev.weft.spi.Commit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Lets commits of one run that come at the same time travel together: a worker has many at once,
/// and most of what a round trip costs, here and in the server, it costs once. There is no thread
/// of its own: whoever finds nobody on the way takes along what has queued up.
///
/// Safe for many threads.
final class CommitQueues {
    /// How many may be on the way at a time: one is being answered while the next is made up.
    private static final int MOST_UNDERWAY = 2;

    private static final int MOST_TOGETHER = 64;
    private static final int MOST_BYTES = 1024 * 1024;

    /// Outgoing edges: what a step costs the server, and others who wait for it, goes with them.
    private static final int MOST_EDGES = 2 * Commit.MAX_EDGES;

    private final RedisConnection connection;
    private final ConcurrentHashMap<RunKey, Queue> queues = new ConcurrentHashMap<>();

    CommitQueues(RedisConnection connection) {
        this.connection = connection;
    }

    /// Takes a commit's step and waits for its answer.
    ///
    /// @param edges how many it publishes
    byte[] take(RunKey run, byte[] step, int edges) {
        Waiting mine = new Waiting(step, edges);
        Queue queue = queues.compute(run, (_, found) -> entered(found, mine));
        if (mine.waitForAnswerOrTurn()) {
            go(run, queue, mine);
            queues.computeIfPresent(run, (_, left) -> left.isIdle() ? null : left);
        }
        return mine.answer();
    }

    private static Queue entered(@Nullable Queue found, Waiting mine) {
        Queue queue = found == null ? new Queue() : found;
        queue.enter(mine);
        return queue;
    }

    /// Takes those along that wait; then it is the next one's turn.
    private void go(RunKey run, Queue queue, Waiting first) {
        List<Waiting> together = queue.withOthers(first);
        RuntimeException failure = new IllegalStateException("commit must be answered, was not");
        try {
            byte[] answer = connection.take(StepName.COMMIT, joined(together), Keys.run(run));
            byte[][] each = TaskAnswers.commits(answer, together.size());
            for (int i = 0; i < each.length; i++) {
                together.get(i).answer(each[i]);
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            for (Waiting waiting : together) {
                waiting.failUnlessAnswered(failure);
            }
            queue.back();
        }
    }

    private static byte[] joined(List<Waiting> together) {
        Packed joined = new Packed();
        for (Waiting waiting : together) {
            joined.int32(waiting.step.length).raw(waiting.step);
        }
        return joined.toBytes();
    }

    /// The commits of one run.
    private static final class Queue {
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private int underway;

        synchronized void enter(Waiting mine) {
            if (underway < MOST_UNDERWAY) {
                underway++;
                mine.giveTurn();
            } else {
                waiting.add(mine);
            }
        }

        /// @return who goes together, the first one included
        synchronized List<Waiting> withOthers(Waiting first) {
            List<Waiting> together = new ArrayList<>();
            together.add(first);
            long bytes = first.step.length;
            int edges = first.edges;
            while (!waiting.isEmpty()
                    && together.size() < MOST_TOGETHER
                    && bytes + waiting.element().step.length <= MOST_BYTES
                    && edges + waiting.element().edges <= MOST_EDGES) {
                bytes += waiting.element().step.length;
                edges += waiting.element().edges;
                together.add(waiting.remove());
            }
            return together;
        }

        synchronized void back() {
            Waiting next = waiting.poll();
            if (next == null) {
                underway--;
            } else {
                next.giveTurn();
            }
        }

        synchronized boolean isIdle() {
            return underway == 0;
        }
    }

    /// One commit whose caller waits.
    private static final class Waiting {
        private final byte[] step;
        private final int edges;
        private boolean hasTurn;
        private byte @Nullable [] answer;
        private @Nullable RuntimeException failure;

        Waiting(byte[] step, int edges) {
            this.step = step;
            this.edges = edges;
        }

        synchronized void giveTurn() {
            hasTurn = true;
            notifyAll();
        }

        synchronized void answer(byte[] answered) {
            answer = answered;
            notifyAll();
        }

        synchronized void failUnlessAnswered(RuntimeException e) {
            if (answer == null) {
                failure = e;
                notifyAll();
            }
        }

        /// Waits, whether interrupted or not: the step is on its way.
        ///
        /// @return whether it is its turn to go
        synchronized boolean waitForAnswerOrTurn() {
            boolean interrupted = false;
            while (!hasTurn && answer == null && failure == null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return answer == null && failure == null;
        }

        synchronized byte[] answer() {
            if (answer == null) {
                throw failure == null
                        ? new IllegalStateException("commit must be answered, was not")
                        : failure;
            }
            return answer;
        }
    }
}
