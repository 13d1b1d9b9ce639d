package dev.weft;

import static dev.weft.model.Checks.require;

import dev.weft.model.RetryPolicy;
import dev.weft.model.TaskFunction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The results of a function for each element of a collection whose size is known only when the run has
/// come to it. Every element is a task of its own, with its own attempts; what follows for one element
/// waits for no other.
///
/// As an argument it arrives as the list of all results, in the order of the elements. Any number of tasks
/// and of further steps can use it. Functions may have up to three arguments that all elements share;
/// these are stored once.
///
/// A step whose shared argument depends on this very fan-out waits until all of its elements are there.
///
/// Immutable; safe for many threads.
///
/// @param <R> type of the result for one element
public final class Many<R> implements Arg<List<R>> {
    final Step step;
    final LambdaClass function;
    final @Nullable Object[] captured;
    final @Nullable Many<?> source;
    final @Nullable Many<?> other;
    final @Nullable Arg<?> over;
    final Arg<?>[] shared;
    final @Nullable Options options;
    final Completion completion;

    /// How many elements have tasks that are executed at the same time; 0 for any number.
    final int parallelism;

    private final @Nullable Many<?> version;

    /// What makes the elements of a `Many` from what it is made of.
    enum Step {
        FOR_EACH,
        MAP,
        FILTER,
        FLAT_MAP,
        ZIP
    }

    private Many(
            Step step,
            LambdaClass function,
            @Nullable Object[] captured,
            @Nullable Many<?> source,
            @Nullable Many<?> other,
            @Nullable Arg<?> over,
            Arg<?>[] shared) {
        this.step = step;
        this.function = function;
        this.captured = captured;
        this.source = source;
        this.other = other;
        this.over = over;
        this.shared = shared;
        this.options = null;
        this.completion = Completion.all();
        this.parallelism = 0;
        this.version = null;
    }

    private Many(Many<?> of, @Nullable Options options, Completion completion, int parallelism) {
        this.step = of.step;
        this.function = of.function;
        this.captured = of.captured;
        this.source = of.source;
        this.other = of.other;
        this.over = of.over;
        this.shared = of.shared;
        this.options = options;
        this.completion = completion;
        this.parallelism = parallelism;
        this.version = of.original();
    }

    static <R> Many<R> forEach(TaskFunction function, Arg<?> over, Arg<?>... shared) {
        LambdaClass lambda = LambdaClass.of(function);
        if (over == null) {
            throw WorkflowRefusedException.nullArgument("collection of " + lambda.displayName());
        }
        lambda.requireInputs(shared);
        return new Many<>(
                Step.FOR_EACH, lambda, lambda.captured(function), null, null, over, shared);
    }

    private <S> Many<S> then(Step next, TaskFunction function, Arg<?>... given) {
        LambdaClass lambda = LambdaClass.of(function);
        lambda.requireInputs(given);
        for (Arg<?> arg : given) {
            if (dependsOnThis(arg)) {
                F1<R, R> same = Many::same;
                return Many.<R>forEach(same, this).then(next, function, given);
            }
        }
        return new Many<>(next, lambda, lambda.captured(function), this, null, null, given);
    }

    @ReadsOnly
    private static <T> T same(T value) {
        return value;
    }

    /// Continues with each result, without waiting for others.
    ///
    /// @param f gets the result for one element
    public <S> Many<S> map(F1<? super R, ? extends S> f) {
        return then(Step.MAP, f);
    }

    /// Continues with each result and a shared argument.
    public <A, S> Many<S> map(F2<? super R, ? super A, ? extends S> f, Arg<? extends A> a) {
        return then(Step.MAP, f, a);
    }

    /// Continues with each result and two shared arguments.
    public <A, B, S> Many<S> map(
            F3<? super R, ? super A, ? super B, ? extends S> f,
            Arg<? extends A> a,
            Arg<? extends B> b) {
        return then(Step.MAP, f, a, b);
    }

    /// Continues with each result and three shared arguments.
    public <A, B, C, S> Many<S> map(
            F4<? super R, ? super A, ? super B, ? super C, ? extends S> f,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c) {
        return then(Step.MAP, f, a, b, c);
    }

    /// Makes several elements of each result: the results for the first element come first. How many they
    /// are is known when the function has returned.
    ///
    /// @param f gets the result for one element
    public <S> Many<S> flatMap(F1<? super R, ? extends Collection<? extends S>> f) {
        return then(Step.FLAT_MAP, f);
    }

    /// Makes several elements of each result and a shared argument.
    public <A, S> Many<S> flatMap(
            F2<? super R, ? super A, ? extends Collection<? extends S>> f, Arg<? extends A> a) {
        return then(Step.FLAT_MAP, f, a);
    }

    /// Makes several elements of each result and two shared arguments.
    public <A, B, S> Many<S> flatMap(
            F3<? super R, ? super A, ? super B, ? extends Collection<? extends S>> f,
            Arg<? extends A> a,
            Arg<? extends B> b) {
        return then(Step.FLAT_MAP, f, a, b);
    }

    /// Makes several elements of each result and three shared arguments.
    public <A, B, C, S> Many<S> flatMap(
            F4<? super R, ? super A, ? super B, ? super C, ? extends Collection<? extends S>> f,
            Arg<? extends A> a,
            Arg<? extends B> b,
            Arg<? extends C> c) {
        return then(Step.FLAT_MAP, f, a, b, c);
    }

    /// Keeps only those results of which a condition is true; the others keep their order.
    public Many<R> filter(F1<? super R, Boolean> condition) {
        return then(Step.FILTER, condition);
    }

    /// Keeps only those results of which, with a shared argument, a condition is true.
    public <A> Many<R> filter(F2<? super R, ? super A, Boolean> condition, Arg<? extends A> a) {
        return then(Step.FILTER, condition, a);
    }

    /// Combines the results for each element with those of another `Many` that comes from the same
    /// elements.
    ///
    /// @throws WorkflowRefusedException if the other one comes from elsewhere, or elements were filtered
    ///     out of one of the two
    public <S, T> Many<T> zip(
            Many<? extends S> with, F2<? super R, ? super S, ? extends T> function) {
        LambdaClass lambda = LambdaClass.of(function);
        if (with == null) {
            throw WorkflowRefusedException.nullArgument(
                    "second input of zip with " + lambda.displayName());
        }
        requireSameElements(lambda, with);
        return new Many<>(
                Step.ZIP, lambda, lambda.captured(function), this, with, null, new Arg<?>[0]);
    }

    private void requireSameElements(LambdaClass lambda, Many<?> with) {
        Many<?> filtered = isFiltered() ? this : with.isFiltered() ? with : null;
        if (origin().original() != with.origin().original() || filtered != null) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.CANNOT_ZIP,
                    "zip with %s must combine results for the same elements, was %s and %s%s"
                            .formatted(
                                    lambda.displayName(),
                                    this,
                                    with,
                                    filtered == null
                                            ? ", which come from different collections"
                                            : "; elements are filtered out of the "
                                                    + (filtered == this ? "first" : "second")));
        }
    }

    /// Brings all results together by an associative function, in a tree over neighbours whose form
    /// follows from the number of elements alone: the order is kept, and the result is the same every time.
    ///
    /// @param identity the result if there is no element; else it is not used
    public Task<R> reduce(R identity, F2<? super R, ? super R, ? extends R> f) {
        return Task.reduced(this, f, Weft.value(identity));
    }

    /// Brings all results together by an associative function, as [#reduce(Object, F2)] does. The run fails
    /// if there is no element.
    public Task<R> reduce(F2<? super R, ? super R, ? extends R> f) {
        return Task.reduced(this, f, null);
    }

    /// The same with other options for each element's task. What `options` sets replaces what this handle
    /// and the function's annotations say, the rest stays.
    ///
    /// This handle does not change: use the returned one in its place. Both in one workflow are
    /// refused when it is submitted.
    public Many<R> with(Options options) {
        Options all = this.options == null ? options : options.over(this.options);
        return new Many<>(this, all, completion, parallelism);
    }

    /// The same with another name of each element's task, for people; as [#with] does.
    public Many<R> withName(String name) {
        return with(Options.none().withName(name));
    }

    /// The same with another retry policy for each element's task; as [#with] does.
    public Many<R> withRetry(RetryPolicy retry) {
        return with(Options.none().withRetry(retry));
    }

    /// The same with another bound on the time of each attempt at an element's task; as [#with] does.
    public Many<R> withTimeout(Duration timeout) {
        return with(Options.none().withTimeout(timeout));
    }

    /// The same with another rule for when it is complete, which holds for this step and those before it, of
    /// the same elements; as [#with] does. Elements that have failed for good are missing from what follows.
    public Many<R> withCompletion(Completion completion) {
        return new Many<>(this, options, completion, parallelism);
    }

    /// The same with a bound on how many elements have tasks that are executed at the same time; as [#with]
    /// does. It holds for all steps that follow one another for the same elements: each element begins
    /// when the one so many before it has all its results.
    ///
    /// @param elements at least 1
    public Many<R> withParallelism(int elements) {
        require(elements >= 1, "parallelism must be >= 1, was %d", elements);
        return new Many<>(this, options, completion, elements);
    }

    /// The results of the first elements that succeed, in the order of the elements; the others are
    /// cancelled as soon as so many are there, unless something else needs them. Elements that fail for
    /// good are tolerated as long as enough are left; if there are too few the run fails.
    ///
    /// Not of the elements that a [#flatMap(F1)] has made, and of 100,000 elements at most.
    ///
    /// @param count at least 1
    public Task<List<R>> first(int count) {
        require(count >= 1, "number of first elements must be >= 1, was %d", count);
        if (origin().step == Step.FLAT_MAP) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.CANNOT_TAKE_FIRST,
                    ("the first of %s must be of elements of a forEach, were of a flatMap; take them of a"
                                    + " forEach over its list")
                            .formatted(this));
        }
        return Task.first(this, count);
    }

    /// What became of each element, in their order: results, and why there is none. Elements that were
    /// filtered out are not among them. Only a fan-out with a policy ([#withCompletion]) goes on when an
    /// element has failed.
    public Task<List<Outcome<R>>> outcomes() {
        return Task.outcomes(this);
    }

    /// What people call an element's task: the name that it was given, else its function's.
    public String name() {
        String name = function.options(options).name();
        return name.isEmpty() ? function.displayName() : name;
    }

    /// The handle that [#with] was first called on.
    Many<?> original() {
        return version == null ? this : version;
    }

    /// The step that has made the elements: the first one, or the last [Step#FLAT_MAP].
    Many<?> origin() {
        Many<?> at = this;
        while (at.step != Step.FOR_EACH && at.step != Step.FLAT_MAP && at.source != null) {
            at = at.source;
        }
        return at;
    }

    private boolean isFiltered() {
        Deque<Many<?>> open = new ArrayDeque<>(List.of(this));
        while (!open.isEmpty()) {
            Many<?> at = open.pop();
            if (at.step == Step.FILTER) {
                return true;
            }
            if (at.step == Step.MAP || at.step == Step.ZIP) {
                for (Many<?> before : new Many<?>[] {at.source, at.other}) {
                    if (before != null) {
                        open.push(before);
                    }
                }
            }
        }
        return false;
    }

    /// Whether a value depends on results of this fan-out, from its collection on.
    private boolean dependsOnThis(Arg<?> arg) {
        if (!Dynamic.isDynamic(arg)) {
            return false;
        }
        Many<?> root = root();
        Set<Object> seen = new HashSet<>();
        Deque<Arg<?>> open = new ArrayDeque<>(List.of(arg));
        while (!open.isEmpty()) {
            Arg<?> at = open.pop();
            if (seen.add(at)) {
                if (at instanceof Many<?> many && many.root().original() == root.original()) {
                    return true;
                }
                Dynamic.forEachInput(
                        at,
                        input -> {
                            if (Dynamic.isDynamic(input)) {
                                open.push(input);
                            }
                        });
            }
        }
        return false;
    }

    private Many<?> root() {
        Many<?> at = this;
        while (at.source != null) {
            at = at.source;
        }
        return at;
    }

    @Override
    public String toString() {
        return "for each '%s' (%s)".formatted(name(), function.displayName());
    }
}
