package dev.weft;

import dev.weft.model.Dag;
import dev.weft.model.ErrorCode;
import dev.weft.model.FunctionProgress;
import dev.weft.model.RunCode;
import dev.weft.model.RunEvent;
import dev.weft.model.RunKey;
import dev.weft.model.RunLimits;
import dev.weft.model.RunRecord;
import dev.weft.model.RunStatistics;
import dev.weft.model.RunStatus;
import dev.weft.model.TaskError;
import dev.weft.model.WorkDone;
import dev.weft.spi.ExecutingTask;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunOutcome;
import dev.weft.spi.ValueCodec;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A run of [FakeEngine].
final class FakeRun implements RunHandle {
    private final RunKey key;
    private final Dag dag;
    private final ValueCodec codec;
    private final Map<Integer, @Nullable Object> results =
            Collections.synchronizedMap(new HashMap<>());
    private final CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile RunStatus status = RunStatus.RUNNING;
    private volatile List<TaskError> errors = List.of();

    FakeRun(RunKey key, Dag dag, ValueCodec codec) {
        this.key = key;
        this.dag = dag;
        this.codec = codec;
    }

    FakeRun start() {
        thread.start();
        return this;
    }

    FakeRun resumed(Dag mended) {
        FakeRun run = new FakeRun(key, mended, codec);
        run.results.putAll(results);
        return run;
    }

    Dag dag() {
        return dag;
    }

    private void run() {
        Evaluation evaluation = new Evaluation(dag, codec);
        for (int task = 0; task < dag.tasks(); task++) {
            if (!results.containsKey(task)) {
                try {
                    results.put(task, execute(evaluation, task));
                } catch (Exception e) {
                    end(RunStatus.FAILED, List.of(error(task, e)));
                    return;
                }
            }
        }
        end(RunStatus.DONE, List.of());
    }

    private @Nullable Object execute(Evaluation evaluation, int task) throws Exception {
        Supplier<ExecutingTask> executing = () -> new Executing(task);
        return ScopedValue.where(ExecutingTask.CURRENT, executing)
                .call(() -> evaluation.call(task, results));
    }

    private synchronized void end(RunStatus end, List<TaskError> found) {
        if (status == RunStatus.RUNNING) {
            errors = found;
            status = end;
            outcome.complete(
                    switch (end) {
                        case DONE -> new RunOutcome.Succeeded(results.get(dag.sink()));
                        case CANCELLED -> new RunOutcome.Cancelled(record());
                        default -> new RunOutcome.Failed(record());
                    });
        }
    }

    private TaskError error(int task, Exception e) {
        return new TaskError(
                task,
                dag.name(task),
                dag.name(task),
                ErrorCode.TASK_THREW,
                1,
                1,
                e.getClass().getName(),
                String.valueOf(e.getMessage()),
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                "fake",
                0,
                List.of(),
                true);
    }

    @Override
    public RunKey key() {
        return key;
    }

    @Override
    public RunRecord record() {
        return new RunRecord(
                key,
                dag.shapeHash(),
                dag.contentHash(),
                status,
                1,
                dag.tasks(),
                dag.sink(),
                RunLimits.standard(),
                RunCode.HERE,
                "test",
                0,
                0,
                results.size(),
                null,
                WorkDone.NONE,
                errors);
    }

    @Override
    public List<FunctionProgress> progress() {
        return List.of(new FunctionProgress("all", dag.tasks(), results.size(), 0, 0, 0));
    }

    @Override
    public RunStatistics statistics() {
        return new RunStatistics(dag.tasks(), results.size(), 0, 0, 0, 0, 0, 0);
    }

    @Override
    public Optional<RunOutcome> await(Duration atMost) throws InterruptedException {
        try {
            return Optional.of(outcome.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public RunStatus cancel() {
        RunStatus before = status;
        end(RunStatus.CANCELLED, List.of());
        thread.interrupt();
        return before;
    }

    @Override
    public List<RunEvent> events(long from, int max, Duration atMost) {
        return List.of(
                        new RunEvent(1, 0, RunEvent.Kind.SUBMITTED, -1, 0, 0),
                        new RunEvent(2, 0, RunEvent.Kind.STARTED, 0, 1, 1))
                .stream()
                .filter(event -> event.sequence() >= from)
                .limit(max)
                .toList();
    }

    private final class Executing implements ExecutingTask {
        private final int task;

        Executing(int task) {
            this.task = task;
        }

        @Override
        public dev.weft.model.RunId run() {
            return key.id();
        }

        @Override
        public int task() {
            return task;
        }

        @Override
        public String name() {
            return dag.name(task);
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public long fencingToken() {
            return 77;
        }

        @Override
        public boolean cancelled() {
            return status != RunStatus.RUNNING;
        }

        @Override
        public void progress(double share) {
            throw new IllegalStateException("progress was " + share);
        }
    }
}
