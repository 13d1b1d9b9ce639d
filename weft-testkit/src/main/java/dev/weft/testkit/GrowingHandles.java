package dev.weft.testkit;

import static dev.weft.Weft.flatten;
import static dev.weft.Weft.forEach;
import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.Many;
import dev.weft.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a workflow's handles of its steps, as its author would write it down. Not safe for several threads.
final class GrowingHandles {
    private final GrowingWorkflow workflow;
    private final List<SimulatedValue> given;
    private final Map<Long, Task<SimulatedValue>> tasks = new HashMap<>();
    private final Map<Long, Many<SimulatedValue>> manys = new HashMap<>();

    /// @param given inputs of the workflow that this is within
    GrowingHandles(GrowingWorkflow workflow, List<SimulatedValue> given) {
        this.workflow = workflow;
        this.given = given;
    }

    Task<SimulatedValue> of(GrowingStep.One step) {
        Task<SimulatedValue> known = tasks.get(step.id());
        if (known == null) {
            known = make(step).with(workflow.options(step.id()));
            tasks.put(step.id(), known);
        }
        return known;
    }

    private Task<SimulatedValue> make(GrowingStep.One step) {
        return switch (step) {
            case GrowingStep.Given _ -> throw new IllegalStateException("is no task");
            case GrowingStep.Call(var id, var ones, var lists) ->
                    task(
                            GrowingCall::combine,
                            value(id),
                            list(args(ones)),
                            list(lists.stream().map(this::of).toList()));
            case GrowingStep.Reduced(var id, var of) ->
                    of(of).reduce(
                                    workflow.identity(id),
                                    (SimulatedValue a, SimulatedValue b) ->
                                            GrowingCall.merge(id, a, b));
            case GrowingStep.First first -> {
                Task<List<SimulatedValue>> list = of(first.of()).first(first.count());
                yield task(
                        GrowingCall::combine,
                        value(first.id()),
                        list(pick(first.reader(1), list), pick(first.reader(2), list)),
                        value(List.of()));
            }
            case GrowingStep.Outcomes(var id, var of) ->
                    task(GrowingCall::tell, value(id), of(of).outcomes());
            case GrowingStep.Flow(var id, var depth, var inputs) ->
                    flatten(
                            task(GrowingCall::flow, value(id), value(depth), list(args(inputs)))
                                    .with(workflow.options(id)));
        };
    }

    private Task<SimulatedValue> pick(long step, Task<List<SimulatedValue>> list) {
        return task(GrowingCall::pick, value(step), list).with(workflow.options(step));
    }

    private List<Arg<SimulatedValue>> args(List<GrowingStep.One> steps) {
        return steps.stream().map(this::arg).toList();
    }

    private Arg<SimulatedValue> arg(GrowingStep.One step) {
        return step instanceof GrowingStep.Given(_, var index) ? value(given.get(index)) : of(step);
    }

    private Many<SimulatedValue> of(GrowingStep.Each step) {
        Many<SimulatedValue> known = manys.get(step.id());
        if (known == null) {
            known = bounded(make(step).with(workflow.options(step.id())), step);
            manys.put(step.id(), known);
        }
        return known;
    }

    private Many<SimulatedValue> bounded(Many<SimulatedValue> many, GrowingStep.Each step) {
        GrowingPolicy policy = workflow.asked(step);
        Many<SimulatedValue> complete =
                policy.tolerates() ? many.withCompletion(policy.completion()) : many;
        return policy.parallelism() > 0 ? complete.withParallelism(policy.parallelism()) : complete;
    }

    private Many<SimulatedValue> make(GrowingStep.Each step) {
        return switch (step) {
            case GrowingStep.ForEach each -> forEachOf(each);
            case GrowingStep.Mapped(var id, var of, var shared) -> mapped(id, of(of), args(shared));
            case GrowingStep.FlatMapped(var id, var of) ->
                    of(of).flatMap(GrowingCall::elementsOf, value(id));
            case GrowingStep.Filtered(var id, var of) ->
                    of(of).filter(GrowingCall::keeps, value(id));
            case GrowingStep.Zipped(var id, var of, var with) ->
                    of(of).zip(
                                    of(with),
                                    (SimulatedValue a, SimulatedValue b) ->
                                            GrowingCall.join(id, a, b));
        };
    }

    private Many<SimulatedValue> forEachOf(GrowingStep.ForEach each) {
        Arg<Long> id = value(each.id());
        Task<List<SimulatedValue>> source =
                task(GrowingCall::elements, value(each.source()), list(args(each.inputs())))
                        .with(workflow.options(each.source()));
        List<Arg<SimulatedValue>> shared = args(each.shared());
        return switch (shared.size()) {
            case 0 -> forEach(GrowingCall::map, source, id);
            case 1 -> forEach(GrowingCall::map, source, id, shared.getFirst());
            default -> forEach(GrowingCall::map, source, id, shared.get(0), shared.get(1));
        };
    }

    private static Many<SimulatedValue> mapped(
            long step, Many<SimulatedValue> of, List<Arg<SimulatedValue>> shared) {
        Arg<Long> id = value(step);
        return switch (shared.size()) {
            case 0 -> of.map(GrowingCall::map, id);
            case 1 -> of.map(GrowingCall::map, id, shared.getFirst());
            default -> of.map(GrowingCall::map, id, shared.get(0), shared.get(1));
        };
    }
}
