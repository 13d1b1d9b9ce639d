package dev.weft.testkit;

import dev.weft.model.AddedGraph;
import dev.weft.spi.RunSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

/// Sees to it that never more elements of a fan-out are under way than its bound allows: those of which a task
/// is claimed or settled, and another one is not settled yet.
final class FanOutBounds {
    private final Map<Integer, FanOut> fanOuts = new HashMap<>(); // by expansion

    /// Elements with tasks of their own, which came together.
    private record Together(AddedGraph.Elements elements, IntUnaryOperator number) {}

    /// @param name of the expansion that all elements come from in the end
    private record FanOut(String name, Map<Integer, Together> parts) {}

    /// Notes what an expansion has added.
    ///
    /// @param range the expansion of which this one is a range; -1 if it is none
    /// @param number of a task of what was added, by its number there
    void add(
            int expansion,
            int range,
            String name,
            AddedGraph.Elements elements,
            IntUnaryOperator number) {
        FanOut of = range < 0 ? new FanOut(name, new HashMap<>()) : fanOuts.get(range);
        if (of != null && elements.tasks() > 0) {
            fanOuts.put(expansion, of);
            if (elements.step() == 1) {
                of.parts().put(expansion, new Together(elements, number));
            }
        }
    }

    /// @param bound of a fan-out, by the name of its expansion; 0 for none
    /// @throws AssertionError if too many are under way
    void check(Wiring wiring, RunSnapshot state, ToIntFunction<String> bound) {
        for (FanOut fanOut : Set.copyOf(fanOuts.values())) {
            int most = bound.applyAsInt(fanOut.name());
            int elements = most == 0 ? 0 : underWay(fanOut, wiring, state);
            if (elements > most) {
                throw new AssertionError(
                        "of the elements %s at most %d may be under way, were %d"
                                .formatted(fanOut.name(), most, elements));
            }
        }
    }

    private static int underWay(FanOut fanOut, Wiring wiring, RunSnapshot state) {
        int elements = 0;
        for (Together part : fanOut.parts().values()) {
            for (int place = 0; place < part.elements().places(); place++) {
                elements += isUnderWay(part, place, wiring, state) ? 1 : 0;
            }
        }
        return elements;
    }

    private static boolean isUnderWay(Together part, int place, Wiring wiring, RunSnapshot state) {
        boolean begun = false;
        boolean ended = true;
        int tasks = part.elements().tasks();
        for (int i = place * tasks; i < (place + 1) * tasks; i++) {
            int task = wiring.standsFor(part.number().applyAsInt(i));
            boolean settled = state.results().containsKey(task);
            begun |= settled || state.index().containsKey(task);
            ended &= settled;
        }
        return begun && !ended;
    }
}
