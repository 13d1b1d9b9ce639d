package dev.weft.testkit;

import dev.weft.Outcome;
import dev.weft.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The functions of a workflow that grows while one of its tasks is executed: what they make is noted.
///
/// Each value stands for a task and what it was given, by an id that is the same in every attempt and of
/// which the next step depends: how many elements there are, and which are left out.
final class GrowingCall {
    /// Bound while a task is executed.
    static final ScopedValue<GrowingCall> CURRENT = ScopedValue.newInstance();

    private static final int MANY = 15;

    private final GrowingWorkflow workflow;
    private final SimulatedCalls calls;
    private final int task;

    GrowingCall(GrowingWorkflow workflow, SimulatedCalls calls, int task) {
        this.task = task;
        this.workflow = workflow;
        this.calls = calls;
    }

    private static SimulatedValue made(long step, List<SimulatedValue> inputs) {
        long[] ids = inputs.stream().mapToLong(input -> input.id).toArray();
        return made(step, SimulatedValue.mixed(step, ids), inputs);
    }

    private static SimulatedValue made(long step, long id, List<SimulatedValue> inputs) {
        long[] hashes = inputs.stream().mapToLong(input -> input.hash).toArray();
        inputs.forEach(SimulatedValue::spoil);
        GrowingCall call = CURRENT.get();
        return call.calls.made(
                SimulatedValue.of(id, SimulatedValue.mixed(step, hashes), 0, hashes),
                call.workflow.behaviour(step));
    }

    /// Calls a step for an element, unless it fails for it.
    private static SimulatedValue ofElement(long step, SimulatedValue... inputs) {
        failIfPlanned(step, inputs[0]);
        return made(step, List.of(inputs));
    }

    private static void failIfPlanned(long step, SimulatedValue element) {
        GrowingCall call = CURRENT.get();
        call.calls.ofElement(call.task);
        GrowingRules rules = call.workflow.rules();
        if (rules.isFlaky(step) ? call.calls.toss() : rules.fails(step, element.id)) {
            throw new IllegalStateException("fails for this element as planned");
        }
    }

    static SimulatedValue combine(
            Long step, List<SimulatedValue> ones, List<List<SimulatedValue>> lists) {
        List<SimulatedValue> all = new ArrayList<>(ones);
        lists.forEach(all::addAll);
        return made(step, all);
    }

    static SimulatedValue map(SimulatedValue element, Long step) {
        return ofElement(step, element);
    }

    static SimulatedValue map(SimulatedValue element, Long step, SimulatedValue a) {
        return ofElement(step, element, a);
    }

    static SimulatedValue map(
            SimulatedValue element, Long step, SimulatedValue a, SimulatedValue b) {
        return ofElement(step, element, a, b);
    }

    static SimulatedValue join(long step, SimulatedValue a, SimulatedValue b) {
        return ofElement(step, a, b);
    }

    static SimulatedValue merge(long step, SimulatedValue a, SimulatedValue b) {
        return made(step, List.of(a, b));
    }

    static boolean keeps(SimulatedValue element, Long step) {
        failIfPlanned(step, element);
        return keeps(element.id, step);
    }

    static boolean keeps(long element, long step) {
        return Math.floorMod(SimulatedValue.mixed(step, element), 3) != 0;
    }

    static List<SimulatedValue> elements(Long step, List<SimulatedValue> inputs) {
        return elements(step, made(step, inputs), false);
    }

    static List<SimulatedValue> elementsOf(SimulatedValue element, Long step) {
        return elements(step, made(step, List.of(element)), true);
    }

    private static List<SimulatedValue> elements(long step, SimulatedValue of, boolean inner) {
        GrowingCall call = CURRENT.get();
        List<SimulatedValue> elements = new ArrayList<>();
        int width = call.workflow.width(step, of.id, of.hash, inner);
        for (int i = 0; i < width; i++) {
            elements.add(call.calls.made(element(of.id, of.hash, i)));
        }
        return elements;
    }

    /// An element of what a call has made.
    static SimulatedValue element(long id, long hash, int index) {
        return SimulatedValue.of(
                SimulatedValue.mixed(id, index), SimulatedValue.mixed(hash, index), 8, hash);
    }

    /// How many elements follow from a number: most often few.
    static int width(long from, boolean inner) {
        int roll = (int) (SimulatedValue.mixed(from) >>> 40);
        int kind = roll % 16;
        return switch (kind) {
            case 0, 1, 2 -> 0;
            case MANY -> inner ? 5 : 6 + (roll >>> 4) % 14;
            default -> 1 + (kind % (inner ? 3 : 4));
        };
    }

    /// What is made of the first results, whichever they are.
    static SimulatedValue pick(Long step, List<SimulatedValue> first) {
        return made(step, SimulatedValue.mixed(step), first);
    }

    static SimulatedValue tell(Long step, List<Outcome<SimulatedValue>> outcomes) {
        List<SimulatedValue> all = new ArrayList<>();
        for (Outcome<SimulatedValue> outcome : outcomes) {
            switch (outcome) {
                case Outcome.Present(var value) -> all.add(Objects.requireNonNull(value));
                case Outcome.Missing(var element, _, _, _) ->
                        all.add(CURRENT.get().calls.made(missing(element)));
            }
        }
        return made(step, all);
    }

    /// Stands for an element that has failed.
    ///
    /// @param name of the task that failed
    static SimulatedValue missing(String name) {
        long id = 1;
        for (int i = 0; i < name.length(); i++) {
            id = SimulatedValue.mixed(id, name.charAt(i));
        }
        return SimulatedValue.of(id, SimulatedValue.mixed(id), 0);
    }

    static Task<SimulatedValue> flow(Long step, Integer depth, List<SimulatedValue> inputs) {
        GrowingWorkflow workflow = CURRENT.get().workflow;
        return new GrowingHandles(workflow, inputs)
                .of(GrowingSketch.within(workflow.rules(), step, depth, inputs.size()));
    }
}
