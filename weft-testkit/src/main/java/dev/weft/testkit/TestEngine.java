package dev.weft.testkit;

import dev.weft.local.LocalEngine;
import dev.weft.memory.InMemoryBlobStore;
import dev.weft.memory.InMemoryRunStore;
import dev.weft.model.Dag;
import dev.weft.model.RunId;
import dev.weft.spi.Engine;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.RunHandle;
import dev.weft.spi.RunRequest;
import dev.weft.spi.RunStore;
import dev.weft.spi.ValueCodec;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The engine behind `Weft.local()` on virtual time, whose tasks go wrong as a script says.
///
/// ```java
/// try (TestEngine engine = TestEngine.open(); Weft weft = Weft.open(engine)) {
///     engine.script().on("Text.count").attempts(1).fail(new IOException("disk"));
///     …
/// }
/// ```
///
/// Safe for many threads.
public final class TestEngine implements Engine {
    private static final long SEED = 42;

    private final VirtualEnvironment environment;
    private final TestTime time;
    private final FaultScript script;
    private final RunStore store;
    private final LocalEngine engine;

    private TestEngine(
            EngineSettings settings, long seed, UnaryOperator<LocalEngine.Parts> changes) {
        VirtualClock clock = new VirtualClock();
        AtomicReference<@Nullable RunStore> used = new AtomicReference<>();
        environment = new VirtualEnvironment(clock, seed, () -> isWorkLeft(used.get()));
        time = new TestTime(clock, environment);
        script = new FaultScript(environment);
        LocalEngine.Parts parts =
                changes.apply(
                        LocalEngine.Parts.standard(settings)
                                .withStore(new InMemoryRunStore(clock::micros, true))
                                .withBlobs(new InMemoryBlobStore(clock::micros))
                                .withEnvironment(environment)
                                .withInterceptor(script::call));
        store = parts.store();
        used.set(store);
        engine = LocalEngine.of(parts);
    }

    private static boolean isWorkLeft(@Nullable RunStore store) {
        return store != null && !store.activeRuns().isEmpty();
    }

    /// Opens an engine with the standard settings.
    public static TestEngine open() {
        return open(EngineSettings.standard());
    }

    /// Opens an engine.
    public static TestEngine open(EngineSettings settings) {
        return open(settings, SEED, parts -> parts);
    }

    /// Opens an engine with other parts than it would have.
    ///
    /// @param seed of the engine's random numbers (ids, jitter)
    /// @param changes is given the parts; the clock of another store is `environment().epochMicros()`
    ///     of the given ones
    public static TestEngine open(
            EngineSettings settings, long seed, UnaryOperator<LocalEngine.Parts> changes) {
        return new TestEngine(settings, seed, changes);
    }

    /// The time of the engine, its store and its tasks' timeouts.
    public TestTime time() {
        return time;
    }

    /// What goes wrong, and what was called.
    public FaultScript script() {
        return script;
    }

    /// Where the engine's runs are, for looking into them.
    public RunStore store() {
        return store;
    }

    @Override
    public ValueCodec codec() {
        return engine.codec();
    }

    @Override
    public RunHandle submit(RunRequest request) {
        try (var _ = environment.hold()) {
            return engine.submit(request);
        }
    }

    @Override
    public Optional<RunHandle> attach(RunId id) {
        return engine.attach(id);
    }

    @Override
    public RunHandle resume(RunId id, Optional<Dag> dag) {
        try (var _ = environment.hold()) {
            return engine.resume(id, dag);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
