package dev.weft;

import dev.weft.model.ElementPlan;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands in a graph for fan-outs whose width is not known yet, and for workflows that are returned
/// by tasks. For each of them an *expansion*, whose outcome adds tasks to the run; for each result that
/// leaves what is added, an *exit* (whose place one of the added tasks takes), and a task that waits for
/// exit, expansion and everything that the added tasks share:
///
/// ```
///  collection ──► expansion ────────────────► result ──► …
///  shared ────────┴─────────────────────────►   ▲
///                  (added at run time) ─► exit ─┘
/// ```
///
/// All of a workflow is looked through before it is numbered, since the plan of a fan-out names all uses of
/// its elements. Not safe for several threads.
final class FanOuts {
    private static final @Nullable Object[] NOTHING = {};
    private static final FanOuts NONE = new FanOuts(new LambdaNumbers());

    private final LambdaNumbers lambdas;
    private final Map<Many<?>, ElementGroup> groups = new HashMap<>(); // by origin
    private final List<ElementGroup> tops = new ArrayList<>();
    private final Map<Many<?>, Many<?>> versions = new HashMap<>();
    private final Map<Many<?>, Task<?>> checks = new HashMap<>();
    private final Map<Many<?>, Task<?>> gathered = new HashMap<>();
    private final Map<Task<?>, Reading> readings = new HashMap<>(); // by origin
    private final List<Task<?>> exits = new ArrayList<>();
    private final Map<Task<?>, Task<?>> workflows = new HashMap<>(); // exits, by origin
    private final Set<Arg<?>> seen = new HashSet<>();
    private final Deque<Arg<?>> open = new ArrayDeque<>();

    /// What is read in the place of a handle's own function and inputs.
    ///
    /// @param after tasks that are waited for, and whose results are not read
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    record Reading(
            LambdaClass function,
            @Nullable Object[] captured,
            Arg<?>[] inputs,
            List<Task<?>> after,
            TaskOptions options,
            TaskKind kind,
            Optional<ElementPlan> plan) {}

    private FanOuts(LambdaNumbers lambdas) {
        this.lambdas = lambdas;
    }

    /// Looks through a workflow.
    static FanOuts of(Task<?> sink, LambdaNumbers lambdas) {
        if (!sink.dynamic) {
            return NONE;
        }
        FanOuts all = new FanOuts(lambdas);
        all.meet(sink);
        while (!all.open.isEmpty()) {
            all.look(all.open.removeLast());
        }
        all.tops.forEach(all::read);
        return all;
    }

    /// @return `null` if the task calls its own function with its own inputs
    @Nullable Reading reading(Task<?> task) {
        return readings.isEmpty() ? null : readings.get(task.origin());
    }

    /// All exits. Those of one fan-out are numbered in the order of its gatherings, which is how a worker
    /// knows which is which: they are met in this order, and have no parents.
    List<Task<?>> exits() {
        return exits;
    }

    /// The task that has the list of all results.
    Task<?> gathered(Many<?> many) {
        Task<?> task = gathered.get(many.original());
        if (task == null) {
            throw new IllegalStateException(many + " must have been met before it is read");
        }
        return task;
    }

    /// Has an argument looked at that a fan-out may be behind.
    private void meet(Arg<?> arg) {
        if (Dynamic.isDynamic(arg) && seen.add(arg)) {
            open.addLast(arg);
        }
    }

    private void look(Arg<?> arg) {
        switch (arg) {
            case Many<?> many -> gather(many);
            case Task<?> task when task.reduces -> reduce(task, (Many<?>) task.inputs[0]);
            case Task<?> task -> {
                Task<?> flattened = task.flattened;
                if (flattened != null) {
                    flatten(task, flattened);
                }
                Dynamic.forEachInput(task, this::meet);
            }
            case Value<?> _, ListArg<?> _, MapArg<?, ?> _, Combined<?> _ ->
                    Dynamic.forEachInput(arg, this::meet);
        }
    }

    private void gather(Many<?> many) {
        Task<?> task = Task.internal("gather", Elements.PASS);
        gathered.put(many.original(), task);
        leave(many, null, Elements.GATHER, task, Elements.PASS, checks(many));
    }

    private void reduce(Task<?> task, Many<?> many) {
        if (task.function == Elements.FIRST) {
            first(task, many); // is complete as soon as they are there, whatever becomes of others
            return;
        }
        List<Task<?>> checks = checks(many);
        if (task.function == Elements.OUTCOMES) {
            leave(many, null, Elements.OUTCOMES, task, Elements.PASS, checks);
        } else if (task.inputs.length == 1) {
            leave(many, task, Elements.GATHER, task, Elements.OR_FAIL, checks);
        } else {
            Arg<?> identity = task.inputs[1];
            leave(many, task, Elements.GATHER, task, Elements.OR_ELSE, checks, identity);
        }
    }

    private void first(Task<?> task, Many<?> many) {
        ElementGroup group = node(many);
        Task<?> exit = exit();
        group.gatherFirst(many, task.first());
        group.leaving(() ->
                readings.put(
                        task.origin(),
                        new Reading(
                                Elements.PASS,
                                NOTHING,
                                new Arg<?>[] {exit},
                                after(group, List.of()),
                                TaskOptions.standard().withName(task.name()),
                                TaskKind.CALL,
                                Optional.empty())));
    }

    /// The tasks that find out whether enough elements have succeeded, of this step and those before it.
    private List<Task<?>> checks(Many<?> many) {
        List<Task<?>> all = new ArrayList<>();
        Set<Many<?>> steps = new HashSet<>();
        Deque<Many<?>> before = new ArrayDeque<>(List.of(many));
        while (!before.isEmpty()) {
            Many<?> at = before.pop();
            if (steps.add(at)) {
                if (!at.completion.isAll()) {
                    all.add(check(at));
                }
                for (Many<?> next : new Many<?>[] {at.source, at.other}) {
                    if (next != null) {
                        before.push(next);
                    }
                }
            }
        }
        return all;
    }

    private Task<?> check(Many<?> many) {
        Task<?> known = checks.get(many.original());
        if (known != null) {
            return known;
        }
        Task<?> check = Task.internal("completion of " + many.name(), Elements.CHECK);
        checks.put(many.original(), check);
        Completion policy = many.completion;
        leave(
                many,
                null,
                Elements.TALLY,
                check,
                Elements.CHECK,
                List.of(),
                Weft.value(policy.toString()),
                Weft.value(policy.tolerated),
                Weft.value(policy.share),
                Weft.value(policy.least));
        return check;
    }

    /// Lets results of elements leave their fan-out.
    ///
    /// @param reduction the task whose function brings them together; `null` for a list
    /// @param gather makes a part of that list of outputs
    /// @param result the task that has what comes out
    /// @param function of that task
    /// @param checks tasks that it waits for
    /// @param more further inputs of its function
    private void leave(
            Many<?> many,
            @Nullable Task<?> reduction,
            LambdaClass gather,
            Task<?> result,
            LambdaClass function,
            List<Task<?>> checks,
            Arg<?>... more) {
        Task<?> exit = exit();
        LambdaClass concatenate =
                gather == Elements.TALLY ? Elements.TALLIES : Elements.CONCATENATE;
        ElementGroup top = node(many).gather(many, reduction, gather, concatenate);
        Arg<?>[] inputs = new Arg<?>[1 + more.length];
        inputs[0] = exit;
        System.arraycopy(more, 0, inputs, 1, more.length);
        top.leaving(() ->
                readings.put(
                        result.origin(),
                        new Reading(
                                function,
                                NOTHING,
                                inputs,
                                after(top, checks),
                                TaskOptions.standard().withName(result.name()),
                                TaskKind.CALL,
                                Optional.empty())));
    }

    private Task<?> exit() {
        Task<?> exit = Task.internal("exit", Elements.PASS);
        exits.add(exit);
        readings.put(
                exit.origin(),
                new Reading(
                        Elements.PASS,
                        NOTHING,
                        new Arg<?>[0],
                        List.of(),
                        TaskOptions.standard(),
                        TaskKind.EXIT,
                        Optional.empty()));
        return exit;
    }

    private static List<Task<?>> after(ElementGroup top, List<Task<?>> checks) {
        Set<Task<?>> tasks = new LinkedHashSet<>();
        tasks.add(top.expansion());
        for (Arg<?> shared : top.imports()) {
            if (shared instanceof Task<?> task) {
                tasks.add(task);
            }
        }
        tasks.addAll(checks);
        return new ArrayList<>(tasks);
    }

    /// The group of a fan-out's elements, with the tasks up to this step.
    private ElementGroup node(Many<?> many) {
        Deque<Many<?>> missing = new ArrayDeque<>();
        missing.push(many);
        while (!missing.isEmpty()) {
            Many<?> next = missing.peek();
            requireOneVersion(next);
            Many<?> before = next.source;
            Many<?> other = next.other;
            if (before != null && !isKnown(before)) {
                missing.push(before);
            } else if (other != null && !isKnown(other)) {
                missing.push(other);
            } else {
                missing.pop();
                add(next);
            }
        }
        return group(many);
    }

    private boolean isKnown(Many<?> many) {
        requireOneVersion(many);
        ElementGroup group = groups.get(many.origin().original());
        return group != null && group.has(many);
    }

    private ElementGroup group(Many<?> many) {
        ElementGroup group = groups.get(many.origin().original());
        if (group == null) {
            throw new IllegalStateException(many + " must have a group");
        }
        return group;
    }

    private void add(Many<?> many) {
        if (isKnown(many)) {
            return;
        }
        Many<?> source = many.source;
        ElementGroup group;
        if (source == null) {
            group = ElementGroup.top(many, lambdas, this::meet);
            groups.put(many.original(), group);
            tops.add(group);
            Arg<?> over = many.over;
            if (over != null) {
                meet(over);
            }
        } else if (many.step == Many.Step.FLAT_MAP) {
            group = group(source).nested(many);
            groups.put(many.original(), group);
        } else {
            group = group(source);
        }
        group.add(many);
    }

    private void requireOneVersion(Many<?> many) {
        Many<?> met = versions.putIfAbsent(many.original(), many);
        if (met != null && met != many) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.TWO_VERSIONS_OF_ONE_TASK,
                    ("%s and %s must not stand in one workflow, were made of one handle by with():"
                                    + " with() changes nothing, it returns a new handle; was that"
                                    + " dropped somewhere?")
                            .formatted(met, many));
        }
    }

    /// What the expansion and the results of a fan-out are, once all uses of its elements are known.
    private void read(ElementGroup group) {
        Arg<?>[] inputs = new Arg<?>[1 + group.imports().size()];
        inputs[0] = group.over();
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = group.imports().get(i - 1);
        }
        readings.put(
                group.expansion().origin(),
                new Reading(
                        Elements.OF,
                        NOTHING,
                        inputs,
                        List.of(),
                        TaskOptions.standard().withName("for each " + group.name()),
                        TaskKind.EXPANSION,
                        Optional.of(group.plan())));
        group.leave();
    }

    /// The task that returns a workflow becomes an expansion with one exit.
    private void flatten(Task<?> result, Task<?> workflow) {
        if (workflow.reduces || workflow.flattened != null) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.HANDLE_IN_VALUE,
                    "what is flattened must be a task of a function that returns a handle, was %s"
                            .formatted(workflow));
        }
        Task<?> exit = workflows.computeIfAbsent(workflow.origin(), _ -> exit());
        readings.put(
                workflow.origin(),
                new Reading(
                        workflow.function,
                        workflow.captured,
                        workflow.inputs,
                        List.of(),
                        workflow.function.options(workflow.options),
                        TaskKind.EXPANSION,
                        Optional.empty()));
        readings.put(
                result.origin(),
                new Reading(
                        Elements.PASS,
                        NOTHING,
                        new Arg<?>[] {exit},
                        List.of(workflow),
                        TaskOptions.standard()
                                .withName(
                                        result.options == null
                                                ? "result of " + workflow.name()
                                                : result.name()),
                        TaskKind.CALL,
                        Optional.empty()));
    }
}
