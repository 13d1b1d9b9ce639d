package dev.weft;

import dev.weft.model.Dag;
import dev.weft.model.RunId;
import dev.weft.spi.Connection;
import dev.weft.spi.Engine;
import dev.weft.spi.EngineSettings;
import dev.weft.spi.RunGoneException;
import dev.weft.spi.RunRequest;
import dev.weft.spi.ValueCodec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where workflows are written and run.
///
/// The static methods make handles: `task` and `action` for functions of 0 to 8 inputs, `value`,
/// `list`, `map` and `combine` for arguments. The workflow is what a submitted handle depends on. An
/// object of this class stands for an engine that runs workflows.
///
/// ```java
/// Task<Integer> sum = task(Integer::sum, task(W::load, value("a")), task(W::load, value("b")));
/// try (Weft weft = Weft.local()) {
///     int result = weft.submit(sum).await();
/// }
/// ```
///
/// One file although it is long: what is imported statically is found in one place.
///
/// Safe for many threads.
//
// Longer than a file should be: three families of arities, which must stand in one class for one
// static import, declared from 8 down to 0 since the compiler's messages name the last ones first.
public final class Weft implements AutoCloseable {
    private final Engine engine;

    private Weft(Engine engine) {
        this.engine = engine;
    }

    /// Opens the engine in this process, with [EngineSettings#standard].
    ///
    /// @throws IllegalStateException if there is none on the class path
    public static Weft local() {
        return local(EngineSettings.standard());
    }

    /// Opens the engine in this process.
    ///
    /// @throws IllegalStateException if there is none on the class path
    public static Weft local(EngineSettings settings) {
        return open(Engines.open("local", settings));
    }

    /// Connects to a store and to workers elsewhere. Runs that are submitted go on when this client is
    /// closed, or dies.
    ///
    /// @throws dev.weft.spi.StoreRefusedException if runs cannot be kept in that store
    /// @throws dev.weft.spi.StoreUnavailableException if there was no answer
    /// @throws IllegalStateException if what connects to that address is not on the class path
    public static Weft connect(Connection connection) {
        return open(Engines.connect(connection));
    }

    /// Submits to an engine that the caller made. [#close] closes it.
    public static Weft open(Engine engine) {
        return new Weft(engine);
    }

    /// Starts a run and returns at once.
    ///
    /// @param sink the handle whose value is the result; with what it depends on it is the workflow.
    ///     For several results give a list or a map of tasks.
    /// @throws WorkflowRefusedException if the workflow cannot work; nothing was started then
    public <R> Run<R> submit(Arg<? extends R> sink) {
        return submit(sink, RunOptions.standard());
    }

    /// Starts a run and returns at once; or finds it, if the options name a run that is there.
    ///
    /// @throws WorkflowRefusedException if the workflow cannot work; nothing was started then
    /// @throws dev.weft.spi.RunConflictException if the id names a run of another workflow
    public <R> Run<R> submit(Arg<? extends R> sink, RunOptions options) {
        RunRequest request =
                new RunRequest(compile(sink), options.id(), options.goOn(), options.parallelism());
        return new Run<>(engine.submit(request), Weft::unchecked);
    }

    /// Finds a run that was submitted before, by this process or another one.
    ///
    /// @throws RunNotFoundException if there is none of that id
    public Run<Object> attach(RunId id) {
        return attach(id, Object.class);
    }

    /// Finds a run that was submitted before, by this process or another one.
    ///
    /// @param result type of its result; another one is a [ClassCastException] of [Run#await()]
    /// @throws RunNotFoundException if there is none of that id
    public <R> Run<R> attach(RunId id, Class<R> result) {
        return engine.attach(id)
                .map(handle -> new Run<R>(handle, result::cast))
                .orElseThrow(() -> new RunNotFoundException(id));
    }

    /// Lets a failed or cancelled run go on from what is committed, with the code of the workers.
    ///
    /// @throws RunNotFoundException if there is none of that id, or what it stood on has expired
    public Run<Object> resume(RunId id) {
        return resume(id, Optional.empty());
    }

    /// Lets a failed or cancelled run go on from what is committed, with mended code: bodies of
    /// functions and constants may differ from those submitted, functions and wiring may not.
    ///
    /// @throws RunNotFoundException if there is none of that id, or what it stood on has expired
    /// @throws dev.weft.spi.RunConflictException if the workflow has another shape
    public <R> Run<R> resume(RunId id, Arg<? extends R> sink) {
        return resume(id, Optional.of(compile(sink)));
    }

    /// The graph that submitting the handle would run.
    ///
    /// @throws WorkflowRefusedException if the workflow cannot work
    public Dag compile(Arg<?> sink) {
        return compile(sink, engine.codec());
    }

    /// The graph of a workflow, with constants in the form of a codec.
    ///
    /// @throws WorkflowRefusedException if the workflow cannot work
    public static Dag compile(Arg<?> sink, ValueCodec codec) {
        return DagCompiler.compile(Sinks.task(sink), codec);
    }

    /// Ends the engine: a local one cancels its runs and waits for their tasks to end, a connected one
    /// leaves them going.
    @Override
    public void close() {
        engine.close();
    }

    private <R> Run<R> resume(RunId id, Optional<Dag> dag) {
        try {
            return new Run<>(engine.resume(id, dag), Weft::unchecked);
        } catch (RunGoneException e) {
            throw new RunNotFoundException(id, e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    // the wiring gave the type, and a result may be null
    private static <R> R unchecked(@Nullable Object value) {
        return (R) value;
    }

    /// No options set; see [Task#with].
    public static Options options() {
        return Options.none();
    }

    /// A constant. It is encoded when the workflow is submitted, as it is then.
    ///
    /// @param value of any type that the codec supports; may be `null`
    /// @throws WorkflowRefusedException if there is a handle in the value
    public static <T> Arg<T> value(@Nullable T value) {
        return Value.of(value);
    }

    /// A list of what the handles stand for, in their order.
    ///
    /// @throws WorkflowRefusedException if an item is `null`
    public static <T> Arg<List<T>> list(Collection<? extends Arg<? extends T>> items) {
        return ListArg.of(items.toArray(new Arg<?>[0]));
    }

    /// A list of what the handles stand for, in their order.
    ///
    /// @throws WorkflowRefusedException if an item is `null`
    @SafeVarargs
    @SuppressWarnings("varargs") // copied, and only read
    public static <T> Arg<List<T>> list(Arg<? extends T>... items) {
        return ListArg.of(items.clone());
    }

    /// A map of what the handles stand for. Its order is that of `entries` where that has one
    /// ([java.util.SequencedMap]); else the keys are put in some order that is always the same.
    ///
    /// @param entries keys are constants
    /// @throws WorkflowRefusedException if a handle is `null`
    public static <K, V> Arg<Map<K, V>> map(Map<? extends K, ? extends Arg<? extends V>> entries) {
        return MapArg.of(entries);
    }

    /// Calls a function for each element of a collection, with three arguments that all calls share.
    public static <E, A, B, C, R> Many<R> forEach(
            F4<? super E, ? super A, ? super B, ? super C, ? extends R> function,
            Arg<? extends Collection<? extends E>> over,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c) {
        return Many.forEach(function, over, a, b, c);
    }

    /// Calls a function for each element of a collection, with two arguments that all calls share.
    public static <E, A, B, R> Many<R> forEach(
            F3<? super E, ? super A, ? super B, ? extends R> function,
            Arg<? extends Collection<? extends E>> over,
            Arg<? extends A> a,
            Arg<? extends B> b) {
        return Many.forEach(function, over, a, b);
    }

    /// Calls a function for each element of a collection, with an argument that all calls share.
    public static <E, A, R> Many<R> forEach(
            F2<? super E, ? super A, ? extends R> function,
            Arg<? extends Collection<? extends E>> over,
            Arg<? extends A> a) {
        return Many.forEach(function, over, a);
    }

    /// Calls a function for each element of a collection that a task returns (or that is there already):
    /// a fan-out whose width is known only at run time. Each call is a task of its own.
    ///
    /// Up to three arguments that all calls share can be given after the collection.
    ///
    /// ```java
    /// Task<List<String>> chunks = task(Text::split, value(path));
    /// Task<Map<String, Long>> counts = forEach(Text::count, chunks).reduce(Map.of(), Text::merge);
    /// ```
    public static <E, R> Many<R> forEach(
            F1<? super E, ? extends R> function, Arg<? extends Collection<? extends E>> over) {
        return Many.forEach(function, over);
    }

    /// The result of a workflow that a task builds and returns: the task decides what comes next. Such
    /// tasks may be in what they return, too.
    ///
    /// ```java
    /// static Task<Long> sum(List<Long> numbers) {
    ///     int half = numbers.size() / 2;
    ///     return half < 1000
    ///             ? task(Sum::of, value(numbers))
    ///             : task(Long::sum,
    ///                     flatten(task(Sum::sum, value(numbers.subList(0, half)))),
    ///                     flatten(task(Sum::sum, value(numbers.subList(half, numbers.size())))));
    /// }
    /// ```
    ///
    /// @param workflow a task that returns a handle; nothing else can use it
    public static <R> Task<R> flatten(Task<? extends Task<? extends R>> workflow) {
        if (workflow == null) {
            throw WorkflowRefusedException.nullArgument("what is flattened");
        }
        return Task.flattened(workflow);
    }

    /// A task whose function has 8 inputs.
    public static <A, B, C, D, E, F, G, H, R> Task<R> task(
            F8<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super E,
                            ? super F,
                            ? super G,
                            ? super H,
                            ? extends R>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f,
            Arg<? extends G> g,
            Arg<? extends H> h) {
        return Task.of(function, a, b, c, d, e, f, g, h);
    }

    /// A task whose function has 7 inputs.
    public static <A, B, C, D, E, F, G, R> Task<R> task(
            F7<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super E,
                            ? super F,
                            ? super G,
                            ? extends R>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f,
            Arg<? extends G> g) {
        return Task.of(function, a, b, c, d, e, f, g);
    }

    /// A task whose function has 6 inputs.
    public static <A, B, C, D, E, F, R> Task<R> task(
            F6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f) {
        return Task.of(function, a, b, c, d, e, f);
    }

    /// A task whose function has 5 inputs.
    public static <A, B, C, D, E, R> Task<R> task(
            F5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e) {
        return Task.of(function, a, b, c, d, e);
    }

    /// A task whose function has 4 inputs.
    public static <A, B, C, D, R> Task<R> task(
            F4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d) {
        return Task.of(function, a, b, c, d);
    }

    /// A task whose function has 3 inputs.
    public static <A, B, C, R> Task<R> task(
            F3<? super A, ? super B, ? super C, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c) {
        return Task.of(function, a, b, c);
    }

    /// A task whose function has 2 inputs.
    public static <A, B, R> Task<R> task(
            F2<? super A, ? super B, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b) {
        return Task.of(function, a, b);
    }

    /// A task whose function has 1 input.
    public static <A, R> Task<R> task(F1<? super A, ? extends R> function, Arg<? extends A> a) {
        return Task.of(function, a);
    }

    /// A task whose function has no input.
    ///
    /// For every arity, a function is a method reference (static, bound, unbound, constructor) or a
    /// lambda. What it captures travels as constants of the task. Its annotations ([TaskDefaults],
    /// [ReadsOnly]) are read from the method that it refers to; the compiler hides that method behind
    /// a synthetic one for references to varargs methods, array constructors and `super::` methods,
    /// whose annotations are therefore not seen: write [Task#with] there.
    ///
    /// @throws WorkflowRefusedException if the function is not a lambda or method reference, captures
    ///     a handle or a value that cannot be encoded, or if an argument is `null`
    public static <R> Task<R> task(F0<? extends R> function) {
        return Task.of(function);
    }

    /// A task with 8 inputs and no result.
    public static <A, B, C, D, E, F, G, H> Task<Void> action(
            A8<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super E,
                            ? super F,
                            ? super G,
                            ? super H>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f,
            Arg<? extends G> g,
            Arg<? extends H> h) {
        return Task.of(function, a, b, c, d, e, f, g, h);
    }

    /// A task with 7 inputs and no result.
    public static <A, B, C, D, E, F, G> Task<Void> action(
            A7<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? super G>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f,
            Arg<? extends G> g) {
        return Task.of(function, a, b, c, d, e, f, g);
    }

    /// A task with 6 inputs and no result.
    public static <A, B, C, D, E, F> Task<Void> action(
            A6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f) {
        return Task.of(function, a, b, c, d, e, f);
    }

    /// A task with 5 inputs and no result.
    public static <A, B, C, D, E> Task<Void> action(
            A5<? super A, ? super B, ? super C, ? super D, ? super E> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e) {
        return Task.of(function, a, b, c, d, e);
    }

    /// A task with 4 inputs and no result.
    public static <A, B, C, D> Task<Void> action(
            A4<? super A, ? super B, ? super C, ? super D> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d) {
        return Task.of(function, a, b, c, d);
    }

    /// A task with 3 inputs and no result.
    public static <A, B, C> Task<Void> action(
            A3<? super A, ? super B, ? super C> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c) {
        return Task.of(function, a, b, c);
    }

    /// A task with 2 inputs and no result.
    public static <A, B> Task<Void> action(
            A2<? super A, ? super B> function, Arg<? extends A> a, Arg<? extends B> b) {
        return Task.of(function, a, b);
    }

    /// A task with 1 input and no result.
    public static <A> Task<Void> action(A1<? super A> function, Arg<? extends A> a) {
        return Task.of(function, a);
    }

    /// A task with no input and no result.
    public static Task<Void> action(A0 function) {
        return Task.of(function);
    }

    /// An argument that a function of 8 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, C, D, E, F, G, H, R> Arg<R> combine(
            F8<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super E,
                            ? super F,
                            ? super G,
                            ? super H,
                            ? extends R>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f,
            Arg<? extends G> g,
            Arg<? extends H> h) {
        return Combined.of(function, a, b, c, d, e, f, g, h);
    }

    /// An argument that a function of 7 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, C, D, E, F, G, R> Arg<R> combine(
            F7<
                            ? super A,
                            ? super B,
                            ? super C,
                            ? super D,
                            ? super E,
                            ? super F,
                            ? super G,
                            ? extends R>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f,
            Arg<? extends G> g) {
        return Combined.of(function, a, b, c, d, e, f, g);
    }

    /// An argument that a function of 6 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, C, D, E, F, R> Arg<R> combine(
            F6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R>
                    function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e,
            Arg<? extends F> f) {
        return Combined.of(function, a, b, c, d, e, f);
    }

    /// An argument that a function of 5 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, C, D, E, R> Arg<R> combine(
            F5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d,
            Arg<? extends E> e) {
        return Combined.of(function, a, b, c, d, e);
    }

    /// An argument that a function of 4 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, C, D, R> Arg<R> combine(
            F4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c,
            Arg<? extends D> d) {
        return Combined.of(function, a, b, c, d);
    }

    /// An argument that a function of 3 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, C, R> Arg<R> combine(
            F3<? super A, ? super B, ? super C, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c) {
        return Combined.of(function, a, b, c);
    }

    /// An argument that a function of 2 inputs makes of others; see [#combine(F1, Arg)].
    public static <A, B, R> Arg<R> combine(
            F2<? super A, ? super B, ? extends R> function,
            Arg<? extends A> a,
            Arg<? extends B> b) {
        return Combined.of(function, a, b);
    }

    /// An argument that a function makes of another: a record, an `Optional`, an array. It is called
    /// where the child runs, just before the child's own function and for each attempt again, and is
    /// no task of its own: it should be quick.
    ///
    /// @throws WorkflowRefusedException as [#task(F0)] does
    public static <A, R> Arg<R> combine(F1<? super A, ? extends R> function, Arg<? extends A> a) {
        return Combined.of(function, a);
    }
}
