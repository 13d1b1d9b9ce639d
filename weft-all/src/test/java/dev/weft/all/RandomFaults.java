package dev.weft.all;

import dev.weft.spi.ExecutingTask;
import dev.weft.spi.RunStore;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.worker.TaskInterceptor;
import dev.weft.worker.WorkerEnvironment;
import dev.weft.worker.WorkerLostException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Failures, delays, lost workers and lost answers, drawn by chance. Which call of a task meets what
/// depends on the seed alone, not on the order in which threads come. Safe for many threads.
final class RandomFaults implements TaskInterceptor {
    private static final Set<String> STEPS =
            Set.of("start", "commit", "fail", "hold", "results", "renew", "reap");
    private static final int MOST_BY_TASK = 6;

    private final long seed;
    private final WorkerEnvironment environment;
    private final Map<Integer, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicLong steps = new AtomicLong();

    RandomFaults(long seed, WorkerEnvironment environment) {
        this.seed = seed;
        this.environment = environment;
    }

    @Override
    public @Nullable Object call(
            ExecutingTask task, String function, Callable<@Nullable Object> body) throws Exception {
        int call = calls.merge(task.task(), 1, Integer::sum);
        if (call > MOST_BY_TASK) {
            return body.call();
        }
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + task.task() * 31L + call);
        switch (random.nextInt(12)) {
            case 0 -> throw new IOException("as drawn, before");
            case 1 -> throw new WorkerLostException(task.name());
            case 2 -> environment.pause(TimeUnit.SECONDS.toNanos(random.nextInt(60)));
            default -> {}
        }
        Object result = body.call();
        return switch (random.nextInt(12)) {
            case 0 -> throw new IOException("as drawn, after");
            case 1 -> throw new WorkerLostException(task.name());
            default -> result;
        };
    }

    /// A store some of whose steps are not heard of, whether they were taken or not.
    RunStore deafTo(RunStore store) {
        return StoreWith.around(
                store,
                (step, go) -> {
                    if (!STEPS.contains(step)) {
                        return go.take();
                    }
                    int drawn = new SplittableRandom(seed + steps.incrementAndGet()).nextInt(20);
                    if (drawn == 0) {
                        throw lost(step);
                    }
                    Object answer = go.take();
                    if (drawn == 1) {
                        throw lost(step);
                    }
                    return answer;
                });
    }

    private static StoreUnavailableException lost(String step) {
        return new StoreUnavailableException("no answer to " + step, new IOException("as drawn"));
    }
}
