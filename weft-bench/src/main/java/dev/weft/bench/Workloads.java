package dev.weft.bench;

import java.util.List;
import java.util.Optional;

/// The workloads that are DAGs of a known result, by their documented names.
final class Workloads {
    private static final List<Workload> ALL =
            List.of(
                    NoOps.fanOutFanIn(),
                    NoOps.chain(),
                    NoOps.treeReduction(),
                    NoOps.slowTreeReduction(),
                    new Gemm(),
                    new WordCount(),
                    NoOps.layers(),
                    new LargeValue(),
                    DynamicFanOuts.fanOutFanIn(),
                    DynamicFanOuts.steps(),
                    DynamicFanOuts.slowSteps(),
                    DynamicFanOuts.elements(),
                    NoOps.threeTasks(),
                    NoOps.million(),
                    NoOps.randomLayers(),
                    new PassingValues());

    private Workloads() {}

    static List<Workload> all() {
        return ALL;
    }

    static Optional<Workload> find(String name) {
        return ALL.stream().filter(workload -> workload.name().equalsIgnoreCase(name)).findFirst();
    }
}
