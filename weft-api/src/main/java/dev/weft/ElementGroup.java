package dev.weft;

import dev.weft.model.ArgumentShape;
import dev.weft.model.ElementPlan;
import dev.weft.model.TaskKind;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The steps that follow one another for the same elements, from a `forEach` or `flatMap` on, while a
/// workflow is looked through. A `flatMap` is a step of the group before it and begins a group within.
/// Not safe for several threads.
final class ElementGroup {
    private static final int MOST_NESTED = 60;

    private final Many<?> origin;
    private final @Nullable ElementGroup outer;
    private final LambdaNumbers lambdas;
    private final Consumer<Arg<?>> met;
    private final int depth;
    private final List<Many<?>> nodes = new ArrayList<>();
    private final Map<Many<?>, Integer> numbers = new HashMap<>();
    private final Map<Many<?>, ElementGroup> inner = new HashMap<>();
    private final List<Uses> uses = new ArrayList<>();
    private final List<Gathered> gathered = new ArrayList<>();
    private final List<Arg<?>> imports = new ArrayList<>(); // of the outermost group
    private final List<Integer> outerImports = new ArrayList<>(); // of one within
    private final Map<Arg<?>, Integer> importNumbers = new HashMap<>();
    private final List<Runnable> leaving = new ArrayList<>();
    private final Task<?> expansion;
    private final Set<Many<?>> firsts = new HashSet<>();
    private Set<Many<?>> tolerated = Set.of();

    /// The imports that a step's captured values and shared arguments are.
    private record Uses(List<Integer> captured, List<Integer> shared) {}

    private record Gathered(
            int node,
            int exit,
            @Nullable Task<?> reduction,
            List<Integer> captured,
            LambdaClass gather,
            LambdaClass concatenate,
            int first,
            List<Integer> constants) {}

    private ElementGroup(
            Many<?> origin,
            @Nullable ElementGroup outer,
            LambdaNumbers lambdas,
            Consumer<Arg<?>> met) {
        this.origin = origin;
        this.outer = outer;
        this.lambdas = lambdas;
        this.met = met;
        this.depth = outer == null ? 0 : outer.depth + 1;
        this.expansion = Task.internal("for each", Elements.OF);
    }

    /// @param met is told of shared arguments
    static ElementGroup top(Many<?> origin, LambdaNumbers lambdas, Consumer<Arg<?>> met) {
        return new ElementGroup(origin, null, lambdas, met);
    }

    /// The group of the elements that a `flatMap` makes of each element of this one.
    ElementGroup nested(Many<?> flatMap) {
        if (depth == MOST_NESTED) {
            throw new WorkflowRefusedException(
                    WorkflowRefusedException.Rule.TOO_DEEP,
                    "flatMap must be nested at most %d deep, was more at %s"
                            .formatted(MOST_NESTED, flatMap));
        }
        int node = nodes.size();
        addNode(flatMap);
        ElementGroup group = new ElementGroup(flatMap, this, lambdas, met);
        inner.put(nodes.get(node).original(), group);
        return group;
    }

    String name() {
        return origin.name();
    }

    Arg<?> over() {
        Arg<?> over = origin.over;
        if (over == null) {
            throw new IllegalStateException(origin + " must have a collection");
        }
        return over;
    }

    /// The task whose outcome adds the elements' tasks to the run.
    Task<?> expansion() {
        return expansion;
    }

    /// What all elements share, of the outermost group.
    List<Arg<?>> imports() {
        return imports;
    }

    boolean has(Many<?> many) {
        return numbers.containsKey(many.original())
                && (many.step != Many.Step.FLAT_MAP || origin.original() == many.original());
    }

    /// Adds a step; those before it are there.
    void add(Many<?> many) {
        addNode(many);
    }

    private void addNode(Many<?> many) {
        numbers.put(many.original(), nodes.size());
        nodes.add(many);
        boolean isElement = many == origin && outer != null;
        uses.add(
                isElement
                        ? new Uses(List.of(), List.of())
                        : new Uses(captured(many.captured), shared(many.shared)));
    }

    private List<Integer> captured(@Nullable Object[] values) {
        List<Integer> all = new ArrayList<>(values.length);
        for (Object value : values) {
            all.add(importOf(Weft.value(value)));
        }
        return all;
    }

    private List<Integer> shared(Arg<?>[] args) {
        List<Integer> all = new ArrayList<>(args.length);
        for (Arg<?> arg : args) {
            all.add(importOf(arg));
        }
        return all;
    }

    private int importOf(Arg<?> arg) {
        Integer known = importNumbers.get(arg);
        if (known != null) {
            return known;
        }
        int number;
        if (outer == null) {
            met.accept(arg);
            number = imports.size();
            imports.add(
                    arg instanceof Value<?> || arg instanceof Task<?>
                            ? arg
                            : Task.internal("shared", Elements.PASS, arg));
        } else {
            number = outerImports.size();
            outerImports.add(outer.importOf(arg));
        }
        importNumbers.put(arg, number);
        return number;
    }

    /// Lets results of a step leave this group, and all groups around it.
    ///
    /// @param reduction the task whose function brings them together; `null` for a list
    /// @param gather makes a part of a list of outputs, where there is no reduction
    /// @param concatenate makes one part of several
    /// @return the outermost group
    ElementGroup gather(
            Many<?> many,
            @Nullable Task<?> reduction,
            LambdaClass gather,
            LambdaClass concatenate) {
        return gather(many, reduction, gather, concatenate, 0);
    }

    /// Lets the first results of a step leave this group, which is no group within another.
    void gatherFirst(Many<?> many, int first) {
        gather(many, null, Elements.FIRST, Elements.FIRST_OR_FAIL, first);
        firsts.add(many);
    }

    private ElementGroup gather(
            Many<?> many,
            @Nullable Task<?> reduction,
            LambdaClass gather,
            LambdaClass concatenate,
            int first) {
        ElementGroup group = this;
        int node = number(many);
        int exit = 0;
        while (true) {
            group.gathered.add(
                    new Gathered(
                            node,
                            exit,
                            reduction,
                            reduction == null ? List.of() : group.captured(reduction.captured),
                            gather,
                            concatenate,
                            first,
                            first == 0 ? List.of() : List.of(group.importOf(Weft.value(first)))));
            ElementGroup around = group.outer;
            if (around == null) {
                return group;
            }
            exit = group.gathered.size() - 1;
            node = around.number(group.origin);
            group = around;
        }
    }

    /// Notes what is to be done for a result that leaves this group when all uses are known.
    void leaving(Runnable then) {
        leaving.add(then);
    }

    void leave() {
        leaving.forEach(Runnable::run);
    }

    private int number(Many<?> many) {
        Integer number = numbers.get(many.original());
        if (number == null) {
            throw new IllegalStateException(many + " must be a step of the group of " + origin);
        }
        return number;
    }

    /// The plan for the elements, once all uses are known.
    ElementPlan plan() {
        tolerated = tolerated();
        List<ElementPlan.Node> planned = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            planned.add(node(nodes.get(i), uses.get(i)));
        }
        List<ElementPlan.Gathering> gatherings = new ArrayList<>(gathered.size());
        for (Gathered each : gathered) {
            Task<?> reduction = each.reduction();
            gatherings.add(
                    new ElementPlan.Gathering(
                            each.node(),
                            each.exit(),
                            reduction == null ? null : reduction(reduction),
                            each.first() > 0 ? each.constants() : each.captured(),
                            lambdas.of(each.gather()),
                            lambdas.of(each.concatenate()),
                            each.first(),
                            lambdas.of(Elements.FIRST_OR_TALLY)));
        }
        return new ElementPlan(
                planned,
                gatherings,
                outer == null ? imports.size() : outerImports.size(),
                parallelism(),
                lambdas.of(Elements.PASS),
                lambdas.of(Elements.NOTHING));
    }

    /// The least bound that a step has.
    private int parallelism() {
        return nodes.stream()
                .filter(many -> many.parallelism > 0 && !inner.containsKey(many.original()))
                .mapToInt(many -> many.parallelism)
                .min()
                .orElse(0);
    }

    /// Steps whose failure is tolerated: each that has a policy, and those before it of the same elements. That
    /// of a `flatMap` is for the elements that it makes.
    private Set<Many<?>> tolerated() {
        Set<Many<?>> all = new HashSet<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Many<?> many = nodes.get(i);
            boolean policy = !many.completion.isAll() && !inner.containsKey(many.original());
            if (policy || firsts.contains(many) || all.contains(many)) {
                all.add(many);
                for (Many<?> before : new Many<?>[] {many.source, many.other}) {
                    if (before != null && many != origin) {
                        all.add(before);
                    }
                }
            }
        }
        return all;
    }

    private TaskTemplate reduction(Task<?> task) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        for (int i = 0; i < task.captured.length; i++) {
            shape.constant();
        }
        return new TaskTemplate(
                lambdas.of(task.function),
                shape.parent().parent().build(),
                task.function.options(task.options),
                TaskKind.REDUCTION,
                Optional.empty());
    }

    private ElementPlan.Node node(Many<?> many, Uses of) {
        if (many == origin && outer != null) {
            ArgumentShape shape = new ArgumentShape.Builder().constant().build();
            TaskOptions options = TaskOptions.standard().withName("element");
            return new ElementPlan.Node(
                    call(Elements.PASS, shape, options), List.of(), List.of(ElementPlan.ELEMENT));
        }
        return new Sketch(many, of).node();
    }

    private TaskTemplate call(LambdaClass function, ArgumentShape shape, TaskOptions options) {
        return call(function, shape, options, TaskKind.ELEMENT);
    }

    private TaskTemplate call(
            LambdaClass function, ArgumentShape shape, TaskOptions options, TaskKind kind) {
        return new TaskTemplate(lambdas.of(function), shape, options, kind, Optional.empty());
    }

    /// A step while its template is made.
    private final class Sketch {
        private final Many<?> many;
        private final Uses of;
        private final TaskOptions options;
        private final TaskKind kind;
        private final ArgumentShape.Builder shape = new ArgumentShape.Builder();
        private final List<Integer> parents = new ArrayList<>(2);
        private final List<Integer> constants = new ArrayList<>();

        Sketch(Many<?> many, Uses of) {
            this.many = many;
            this.of = of;
            this.options = many.function.options(many.options);
            this.kind = tolerated.contains(many) ? TaskKind.TOLERATED : TaskKind.ELEMENT;
        }

        ElementPlan.Node node() {
            TaskTemplate template =
                    switch (many.step) {
                        case FOR_EACH -> {
                            constants(of.captured());
                            constant(ElementPlan.ELEMENT);
                            constants(of.shared());
                            yield call(many.function, shape.build(), options, kind);
                        }
                        case MAP, ZIP -> {
                            constants(of.captured());
                            parent(many.source);
                            if (many.other != null) {
                                parent(many.other);
                            }
                            constants(of.shared());
                            yield call(many.function, shape.build(), options, kind);
                        }
                        case FILTER -> {
                            parent(many.source);
                            shape.beginCombine(lambdas.of(many.function));
                            constants(of.captured());
                            shape.parentAgain(0);
                            constants(of.shared());
                            yield call(
                                    Elements.KEEP,
                                    shape.end().build(),
                                    options.withName(many.name()),
                                    kind);
                        }
                        case FLAT_MAP -> flatMap();
                    };
            return new ElementPlan.Node(template, parents, constants);
        }

        private TaskTemplate flatMap() {
            ElementGroup group = inner.get(many.original());
            if (group == null) {
                throw new IllegalStateException(many + " must begin a group");
            }
            constants(of.captured());
            parent(many.source);
            constants(of.shared());
            constants(group.outerImports);
            return new TaskTemplate(
                    lambdas.of(many.function),
                    shape.build(),
                    options,
                    TaskKind.EXPANSION,
                    Optional.of(group.plan()));
        }

        private void parent(@Nullable Many<?> many) {
            if (many == null) {
                throw new IllegalStateException("a step must have one before it");
            }
            int node = number(many);
            int known = parents.indexOf(node);
            if (known < 0) {
                parents.add(node);
                shape.parent();
            } else {
                shape.parentAgain(known);
            }
        }

        private void constants(List<Integer> imports) {
            imports.forEach(this::constant);
        }

        private void constant(int code) {
            constants.add(code);
            shape.constant();
        }
    }
}
