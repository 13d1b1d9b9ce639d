package dev.weft;

import dev.weft.model.Dag;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.spi.Engine;
import dev.weft.spi.RunConflictException;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunRequest;
import dev.weft.spi.ValueCodec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs each graph task by task in a thread of its own.
final class FakeEngine implements Engine {
    private final FakeCodec codec = new FakeCodec();
    private final Map<RunId, FakeRun> runs = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    boolean closed;

    @Override
    public ValueCodec codec() {
        return codec;
    }

    @Override
    public RunHandle submit(RunRequest request) {
        RunId id = request.id().orElseGet(() -> new RunId("run-" + next.incrementAndGet()));
        FakeRun run =
                runs.computeIfAbsent(
                        id, _ -> new FakeRun(new RunKey(id, 1), request.dag(), codec).start());
        requireSame(id, run.dag().contentHash(), request.dag().contentHash());
        return run;
    }

    @Override
    public Optional<RunHandle> attach(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public RunHandle resume(RunId id, Optional<Dag> dag) {
        FakeRun run = runs.get(id);
        if (run == null) {
            throw new RunGoneException(new RunKey(id, 1));
        }
        dag.ifPresent(mended -> requireSame(id, run.dag().shapeHash(), mended.shapeHash()));
        FakeRun resumed = run.resumed(dag.orElse(run.dag()));
        runs.put(id, resumed);
        return resumed.start();
    }

    @Override
    public void close() {
        closed = true;
        runs.values().forEach(FakeRun::cancel);
    }

    private static void requireSame(RunId id, String found, String asked) {
        if (!found.equals(asked)) {
            throw new RunConflictException(id, found, asked);
        }
    }
}
