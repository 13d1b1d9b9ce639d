package dev.weft.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Calls the functions of a workflow that grows one after the other, on ids and hashes alone. Where a task
/// makes something else each time, takes what was made of it that went into the result.
///
/// Not safe for several threads.
final class GrowingEvaluation {
    private final GrowingWorkflow workflow;
    private final Map<Long, SimulatedValue> versions;
    private final List<Value> given;
    private final Set<Long> guessed;
    private final Map<Long, Value> ones = new HashMap<>();
    private final Map<Long, Node> eaches = new HashMap<>();

    /// What a task makes.
    record Value(long id, long hash) {}

    /// A tree with the levels of a fan-out: the values of elements, or what was made of each.
    private sealed interface Node {
        record Leaf(@Nullable Value value) implements Node {}

        record Inner(List<Node> children) implements Node {}
    }

    /// @param versions by id, what went into the result
    /// @param guessed is given the sources of which nothing did, so that nobody knows how many elements they
    ///     had: none is taken for likely
    GrowingEvaluation(
            GrowingWorkflow workflow,
            Map<Long, SimulatedValue> versions,
            List<Value> given,
            Set<Long> guessed) {
        this.workflow = workflow;
        this.guessed = guessed;
        this.versions = versions;
        this.given = given;
    }

    /// @throws AssertionError if what went into the result was made of other things
    Value of(GrowingStep.One step) {
        Value known = ones.get(step.id());
        if (known == null) {
            known = call(step);
            ones.put(step.id(), known);
        }
        return known;
    }

    private Value call(GrowingStep.One step) {
        return switch (step) {
            case GrowingStep.Given(_, var index) -> given.get(index);
            case GrowingStep.Call(var id, var from, var lists) -> {
                List<Value> all = new ArrayList<>(all(from));
                lists.forEach(list -> gather(of(list), all));
                yield made(id, all);
            }
            case GrowingStep.Reduced(var id, var of) -> {
                Value reduced = reduced(id, of(of));
                SimulatedValue identity = workflow.identity(id);
                yield reduced == null ? new Value(identity.id, identity.hash) : reduced;
            }
            case GrowingStep.Flow(var id, var depth, var inputs) ->
                    new GrowingEvaluation(workflow, versions, all(inputs), guessed)
                            .of(GrowingSketch.within(id, depth, inputs.size()));
        };
    }

    private List<Value> all(List<GrowingStep.One> steps) {
        return steps.stream().map(this::of).toList();
    }

    private Value made(long step, List<Value> inputs) {
        long id = SimulatedValue.mixed(step, inputs.stream().mapToLong(Value::id).toArray());
        long[] hashes = inputs.stream().mapToLong(Value::hash).toArray();
        SimulatedValue version = versions.get(id);
        if (workflow.behaviour(step).repeats() || version == null) {
            return new Value(id, SimulatedValue.mixed(step, hashes));
        }
        if (!Arrays.equals(version.inputs(), hashes)) {
            throw new AssertionError(
                    "what step %x has made of its inputs must be in the result".formatted(step));
        }
        return new Value(id, version.hash);
    }

    private Node of(GrowingStep.Each step) {
        Node known = eaches.get(step.id());
        if (known == null) {
            known = call(step);
            eaches.put(step.id(), known);
        }
        return known;
    }

    private Node call(GrowingStep.Each step) {
        return switch (step) {
            case GrowingStep.ForEach(var id, var source, var inputs, var shared, _) ->
                    mapped(elements(source, made(source, all(inputs)), false), id, all(shared));
            case GrowingStep.Mapped(var id, var of, var shared) -> mapped(of(of), id, all(shared));
            case GrowingStep.FlatMapped(var id, var of) -> spread(of(of), id);
            case GrowingStep.Filtered(var id, var of) -> filtered(of(of), id);
            case GrowingStep.Zipped(var id, var of, var with) -> zipped(of(of), of(with), id);
        };
    }

    private Node elements(long step, Value of, boolean inner) {
        List<Node> elements = new ArrayList<>();
        boolean unknown = workflow.varies(step) && !versions.containsKey(of.id);
        if (unknown) {
            guessed.add(of.id);
        }
        int width = unknown ? 0 : workflow.width(step, of.id, of.hash, inner);
        for (int i = 0; i < width; i++) {
            SimulatedValue element = GrowingCall.element(of.id, of.hash, i);
            elements.add(new Node.Leaf(new Value(element.id, element.hash)));
        }
        return new Node.Inner(elements);
    }

    private Node mapped(Node of, long step, List<Value> shared) {
        return switch (of) {
            case Node.Leaf(var value) -> {
                List<Value> inputs = new ArrayList<>();
                if (value != null) {
                    inputs.add(value);
                    inputs.addAll(shared);
                }
                yield value == null ? of : new Node.Leaf(made(step, inputs));
            }
            case Node.Inner(var children) ->
                    new Node.Inner(
                            children.stream().map(child -> mapped(child, step, shared)).toList());
        };
    }

    private Node spread(Node of, long step) {
        return switch (of) {
            case Node.Leaf(var value) ->
                    value == null
                            ? new Node.Inner(List.of())
                            : elements(step, made(step, List.of(value)), true);
            case Node.Inner(var children) ->
                    new Node.Inner(children.stream().map(child -> spread(child, step)).toList());
        };
    }

    private static Node filtered(Node of, long step) {
        return switch (of) {
            case Node.Leaf(var value) ->
                    value != null && GrowingCall.keeps(value.id, step) ? of : new Node.Leaf(null);
            case Node.Inner(var children) ->
                    new Node.Inner(children.stream().map(child -> filtered(child, step)).toList());
        };
    }

    private Node zipped(Node of, Node with, long step) {
        if (of instanceof Node.Leaf(var a) && with instanceof Node.Leaf(var b)) {
            return a == null || b == null
                    ? new Node.Leaf(null)
                    : new Node.Leaf(made(step, List.of(a, b)));
        }
        List<Node> zipped = new ArrayList<>();
        if (of instanceof Node.Inner(var some) && with instanceof Node.Inner(var others)) {
            for (int i = 0; i < some.size(); i++) {
                zipped.add(zipped(some.get(i), others.get(i), step));
            }
        }
        return new Node.Inner(zipped);
    }

    private static void gather(Node of, List<Value> into) {
        switch (of) {
            case Node.Leaf(var value) -> {
                if (value != null) {
                    into.add(value);
                }
            }
            case Node.Inner(var children) -> children.forEach(child -> gather(child, into));
        }
    }

    /// Neighbours first, level by level; the last of an odd number goes up as it is.
    private @Nullable Value reduced(long step, Node of) {
        return switch (of) {
            case Node.Leaf(var value) -> value;
            case Node.Inner(var children) -> {
                List<@Nullable Value> level = new ArrayList<>();
                children.forEach(child -> level.add(reduced(step, child)));
                while (level.size() > 1) {
                    for (int i = 0; i + 1 < level.size(); i++) {
                        level.set(i, merged(step, level.get(i), level.remove(i + 1)));
                    }
                }
                yield level.isEmpty() ? null : level.getFirst();
            }
        };
    }

    private @Nullable Value merged(long step, @Nullable Value a, @Nullable Value b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return made(step, List.of(a, b));
    }
}
