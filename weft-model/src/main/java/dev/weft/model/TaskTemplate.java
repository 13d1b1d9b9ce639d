package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/// What tasks of one kind share: everything but their parents and constants.
///
/// @param function number in the function table
/// @param arguments how parents and constants become the function's inputs
/// @param plan what becomes of each element, for an [TaskKind#EXPANSION] whose function returns elements
public record TaskTemplate(
        int function,
        ArgumentShape arguments,
        TaskOptions options,
        TaskKind kind,
        Optional<ElementPlan> plan) {
    public TaskTemplate {
        require(
                plan.isEmpty() || kind == TaskKind.EXPANSION,
                "only an expansion has a plan for elements, was %s",
                kind);
    }

    /// A call.
    public TaskTemplate(int function, ArgumentShape arguments, TaskOptions options) {
        this(function, arguments, options, TaskKind.CALL, Optional.empty());
    }

    /// Names all functions, those of the plan included, once for each use.
    public void forEachFunction(IntConsumer each) {
        each.accept(function);
        arguments.forEachCombined(each);
        plan.ifPresent(known -> known.forEachFunction(each));
    }

    /// The same template in a graph that numbers functions otherwise.
    public TaskTemplate renumbered(IntUnaryOperator numbers) {
        return new TaskTemplate(
                numbers.applyAsInt(function),
                arguments.renumbered(numbers),
                options,
                kind,
                plan.map(known -> renumbered(known, numbers)));
    }

    private static ElementPlan renumbered(ElementPlan plan, IntUnaryOperator numbers) {
        List<ElementPlan.Node> nodes = new ArrayList<>();
        for (ElementPlan.Node node : plan.nodes()) {
            nodes.add(
                    new ElementPlan.Node(
                            node.template().renumbered(numbers), node.parents(), node.constants()));
        }
        List<ElementPlan.Gathering> gatherings = new ArrayList<>();
        for (ElementPlan.Gathering each : plan.gatherings()) {
            TaskTemplate reduction = each.reduction();
            gatherings.add(
                    new ElementPlan.Gathering(
                            each.node(),
                            each.exit(),
                            reduction == null ? null : reduction.renumbered(numbers),
                            each.constants(),
                            numbers.applyAsInt(each.gather()),
                            numbers.applyAsInt(each.concatenate()),
                            each.first(),
                            numbers.applyAsInt(each.tally())));
        }
        return new ElementPlan(
                nodes,
                gatherings,
                plan.imports(),
                plan.parallelism(),
                numbers.applyAsInt(plan.pass()),
                numbers.applyAsInt(plan.nothing()));
    }
}
