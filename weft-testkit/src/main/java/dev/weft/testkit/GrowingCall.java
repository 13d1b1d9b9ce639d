package dev.weft.testkit;

import dev.weft.Task;
import java.util.ArrayList;
import java.util.List;

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

    GrowingCall(GrowingWorkflow workflow, SimulatedCalls calls) {
        this.workflow = workflow;
        this.calls = calls;
    }

    private static SimulatedValue made(long step, List<SimulatedValue> inputs) {
        long[] ids = new long[inputs.size()];
        long[] hashes = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = inputs.get(i).id;
            hashes[i] = inputs.get(i).hash;
        }
        inputs.forEach(SimulatedValue::spoil);
        GrowingCall call = CURRENT.get();
        return call.calls.made(
                SimulatedValue.of(
                        SimulatedValue.mixed(step, ids),
                        SimulatedValue.mixed(step, hashes),
                        0,
                        hashes),
                call.workflow.behaviour(step));
    }

    static SimulatedValue combine(
            Long step, List<SimulatedValue> ones, List<List<SimulatedValue>> lists) {
        List<SimulatedValue> all = new ArrayList<>(ones);
        lists.forEach(all::addAll);
        return made(step, all);
    }

    static SimulatedValue map(SimulatedValue element, Long step) {
        return made(step, List.of(element));
    }

    static SimulatedValue map(SimulatedValue element, Long step, SimulatedValue a) {
        return made(step, List.of(element, a));
    }

    static SimulatedValue map(
            SimulatedValue element, Long step, SimulatedValue a, SimulatedValue b) {
        return made(step, List.of(element, a, b));
    }

    static SimulatedValue merge(long step, SimulatedValue a, SimulatedValue b) {
        return made(step, List.of(a, b));
    }

    static boolean keeps(SimulatedValue element, Long step) {
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

    static Task<SimulatedValue> flow(Long step, Integer depth, List<SimulatedValue> inputs) {
        return new GrowingHandles(CURRENT.get().workflow, inputs)
                .of(GrowingSketch.within(step, depth, inputs.size()));
    }
}
