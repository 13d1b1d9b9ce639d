package dev.weft.testkit;

import dev.weft.testkit.ElementTree.Inner;
import dev.weft.testkit.ElementTree.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls the functions of a workflow that grows one after the other, on ids and hashes alone. Where a task
/// makes something else each time, or of elements that happen to be first, takes what was made of it that
/// went into the result.
///
/// Not safe for several threads.
final class GrowingEvaluation {
    private final GrowingWorkflow workflow;
    private final Map<Long, SimulatedValue> versions;
    private final List<Value> given;
    private final Found found;
    private final Map<Long, Value> ones = new HashMap<>();
    private final Map<Long, ElementTree> eaches = new HashMap<>();

    /// What a task makes.
    record Value(long id, long hash) {}

    /// What was found out on the way.
    ///
    /// @param guessed sources of which nothing went into the result, so that nobody knows how many elements
    ///     they had: none is taken for likely
    /// @param incomplete steps whose policy allows no result, as far as nothing was guessed
    record Found(Set<Long> guessed, Set<Long> incomplete) {
        Found() {
            this(new HashSet<>(), new HashSet<>());
        }
    }

    /// @param versions by id, what went into the result
    GrowingEvaluation(
            GrowingWorkflow workflow,
            Map<Long, SimulatedValue> versions,
            List<Value> given,
            Found found) {
        this.workflow = workflow;
        this.found = found;
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
                lists.forEach(list -> all.addAll(complete(list).values()));
                yield made(id, all);
            }
            case GrowingStep.Reduced(var id, var of) -> {
                Value reduced = complete(of).reduced((a, b) -> made(id, List.of(a, b)));
                SimulatedValue identity = workflow.identity(id);
                yield reduced == null ? new Value(identity.id, identity.hash) : reduced;
            }
            case GrowingStep.First first -> first(first, of(first.of()));
            case GrowingStep.Outcomes(var id, var of) -> made(id, outcomes(complete(of)));
            case GrowingStep.Flow(var id, var depth, var inputs) ->
                    new GrowingEvaluation(workflow, versions, all(inputs), found)
                            .of(GrowingSketch.within(workflow.rules(), id, depth, inputs.size()));
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

    private static List<Value> outcomes(ElementTree of) {
        List<Value> outcomes = new ArrayList<>();
        for (Leaf leaf : of.leaves()) {
            if (leaf.value() != null) {
                outcomes.add(leaf.value());
            } else if (leaf.failed() != null && !leaf.isUnknown()) {
                SimulatedValue missing = GrowingCall.missing(leaf.failed());
                outcomes.add(new Value(missing.id, missing.hash));
            }
        }
        return outcomes;
    }

    /// What is made of the first elements, which are not known but from what was made of them.
    private Value first(GrowingStep.First step, ElementTree of) {
        List<Value> candidates = of.values();
        boolean known = of.leaves().stream().noneMatch(Leaf::isUnknown);
        if (known && candidates.size() < step.count()) {
            found.incomplete.add(step.id());
        }
        List<Value> read = new ArrayList<>();
        List<Long> before = null;
        for (int number = 1; number <= 2; number++) {
            long reader = step.reader(number);
            long id = SimulatedValue.mixed(reader);
            SimulatedValue version = versions.get(id);
            if (version != null) {
                List<Long> winners = Arrays.stream(version.inputs()).boxed().toList();
                checkFirst(step, candidates, winners);
                if (before != null && !before.equals(winners)) {
                    throw new AssertionError(
                            "the first %d of step %x must be the same for all who read them"
                                    .formatted(step.count(), step.of().id()));
                }
                before = winners;
            }
            read.add(new Value(id, version == null ? 0 : version.hash));
        }
        return made(step.id(), read);
    }

    /// So many elements that have succeeded, in their order.
    private static void checkFirst(
            GrowingStep.First step, List<Value> candidates, List<Long> winners) {
        List<Long> left = new ArrayList<>(winners);
        for (Value candidate : candidates) {
            if (!left.isEmpty() && left.getFirst() == candidate.hash()) {
                left.removeFirst();
            }
        }
        if (!left.isEmpty() || winners.size() != step.count()) {
            throw new AssertionError(
                    "the first of step %x must be %d of %s in their order, were %s"
                            .formatted(step.of().id(), step.count(), candidates, winners));
        }
    }

    /// The elements of a step whose results are used, if its policy and those of the steps before it allow it.
    private ElementTree complete(GrowingStep.Each step) {
        ElementTree elements = of(step);
        checkPolicies(step);
        return elements;
    }

    private void checkPolicies(GrowingStep.Each step) {
        GrowingPolicy policy = workflow.rules().policy(step);
        if (policy.tolerates()) {
            List<Leaf> leaves = of(step).leaves();
            long failed = leaves.stream().filter(leaf -> leaf.failed() != null).count();
            long there = leaves.stream().filter(leaf -> leaf.value() != null).count();
            boolean known = leaves.stream().noneMatch(Leaf::isUnknown);
            if (known && !policy.allows(there + failed, failed)) {
                found.incomplete.add(step.id());
            }
        }
        switch (step) {
            case GrowingStep.Mapped mapped -> checkPolicies(mapped.of());
            case GrowingStep.FlatMapped mapped -> checkPolicies(mapped.of());
            case GrowingStep.Filtered filtered -> checkPolicies(filtered.of());
            case GrowingStep.Zipped zipped -> {
                checkPolicies(zipped.of());
                checkPolicies(zipped.with());
            }
            case GrowingStep.ForEach _ -> {}
        }
    }

    private ElementTree of(GrowingStep.Each step) {
        ElementTree known = eaches.get(step.id());
        if (known == null) {
            known = call(step);
            eaches.put(step.id(), known);
        }
        return known;
    }

    private ElementTree call(GrowingStep.Each step) {
        return switch (step) {
            case GrowingStep.ForEach(var id, var source, var inputs, var shared, _) ->
                    mapped(elements(source, made(source, all(inputs)), false), id, all(shared));
            case GrowingStep.Mapped(var id, var of, var shared) -> mapped(of(of), id, all(shared));
            case GrowingStep.FlatMapped(var id, var of) ->
                    of(of).map((leaf, _) ->
                            leaf.value() == null
                                    ? new Inner(List.of())
                                    : elements(id, made(id, List.of(leaf.value())), true));
            case GrowingStep.Filtered(var id, var of) ->
                    of(of).map((leaf, path) -> filtered(leaf, path, id));
            case GrowingStep.Zipped(var id, var of, var with) -> zipped(of(of), of(with), id);
        };
    }

    private ElementTree elements(long step, Value of, boolean inner) {
        List<ElementTree> elements = new ArrayList<>();
        boolean unknown = workflow.varies(step) && !versions.containsKey(of.id);
        if (unknown) {
            found.guessed.add(of.id);
        }
        int width = unknown ? 0 : workflow.width(step, of.id, of.hash, inner);
        for (int i = 0; i < width; i++) {
            SimulatedValue element = GrowingCall.element(of.id, of.hash, i);
            elements.add(Leaf.of(new Value(element.id, element.hash)));
        }
        return new Inner(elements);
    }

    private ElementTree mapped(ElementTree of, long step, List<Value> shared) {
        return of.map((leaf, path) -> {
            List<Value> inputs = new ArrayList<>();
            if (leaf.value() != null) {
                inputs.add(leaf.value());
                inputs.addAll(shared);
            }
            return inputs.isEmpty() ? leaf : called(step, path, inputs);
        });
    }

    /// What a step makes of an element, unless it fails for it.
    private Leaf called(long step, String path, List<Value> inputs) {
        Value made = made(step, inputs);
        String name = GrowingWorkflow.name(step) + path;
        if (!workflow.rules().isFlaky(step)) {
            return workflow.rules().fails(step, inputs.getFirst().id())
                    ? new Leaf(null, name)
                    : Leaf.of(made);
        }
        if (versions.isEmpty()) {
            found.guessed.add(made.id());
        }
        if (versions.containsKey(made.id())) {
            return Leaf.of(made);
        }
        return versions.containsKey(GrowingCall.missing(name).id)
                ? new Leaf(null, name)
                : Leaf.UNKNOWN;
    }

    private Leaf filtered(Leaf leaf, String path, long step) {
        Value value = leaf.value();
        if (value == null) {
            return leaf;
        }
        if (workflow.rules().fails(step, value.id())) {
            return new Leaf(null, GrowingWorkflow.name(step) + path);
        }
        return GrowingCall.keeps(value.id(), step) ? leaf : Leaf.NOTHING;
    }

    private ElementTree zipped(ElementTree of, ElementTree with, long step) {
        List<Leaf> others = new ArrayList<>(with.leaves());
        return of.map((leaf, path) -> {
            Leaf other = others.removeFirst();
            if (leaf.value() == null || other.value() == null) {
                return leaf.value() == null ? leaf : other;
            }
            return called(step, path, List.of(leaf.value(), other.value()));
        });
    }
}
