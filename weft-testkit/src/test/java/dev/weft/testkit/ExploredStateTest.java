package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An exploration leaves out what is written like a state that it has seen: nothing else may come of it.
final class ExploredStateTest {
    private static final int MOST = 500;

    static List<Explorations.Explored> graphs() {
        return Explorations.all();
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void sameComesOfStatesThatAreWrittenAlike(Explorations.Explored what) {
        Map<String, List<ExploredAction>> ways = new HashMap<>();
        Deque<List<ExploredAction>> open = new ArrayDeque<>();
        open.add(List.of());
        while (!open.isEmpty() && ways.size() < MOST) {
            List<ExploredAction> way = open.remove();
            ExploredRun world = at(what, way);
            List<ExploredAction> first = ways.putIfAbsent(text(world), way);
            if (first == null && !world.isDone()) {
                for (ExploredAction action : ExploredChoices.of(world)) {
                    List<ExploredAction> further = new ArrayList<>(way);
                    further.add(action);
                    open.add(further);
                }
            } else if (first != null && !world.isDone()) {
                assertThat(next(what, way)).as("after %s", way).isEqualTo(next(what, first));
            }
        }
    }

    private static ExploredRun at(Explorations.Explored what, List<ExploredAction> way) {
        ExploredRun world = new ExploredRun(what.dag(), what.few(), Function.identity());
        way.forEach(world::take);
        return world;
    }

    private static String text(ExploredRun world) {
        return ExploredState.textOf(world, world.state());
    }

    private static Set<String> next(Explorations.Explored what, List<ExploredAction> way) {
        Set<String> next = new HashSet<>();
        for (ExploredAction action : ExploredChoices.of(at(what, way))) {
            ExploredRun world = at(what, way);
            world.take(action);
            next.add(text(world));
        }
        return next;
    }
}
