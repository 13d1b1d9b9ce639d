package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What becomes of each element of a fan-out whose width is known only once its source has returned:
/// the tasks that each element gets, and how their outputs come together again.
///
/// Tasks are templates whose functions are numbered in the table of the graph that the plan is in. What all
/// elements share are *imports*: inputs of the fan-out's own task beyond those of its function, in order.
///
/// @param nodes the tasks that each element gets, parents before children
/// @param gatherings how outputs of elements come together, one for each exit of the fan-out
/// @param imports how many inputs of the fan-out's task are shared
/// @param pass function that returns its only input
/// @param parallelism how many elements have tasks that are executed at the same time; 0 for any number
/// @param nothing function of no input that returns [Absent]
public record ElementPlan(
        List<Node> nodes,
        List<Gathering> gatherings,
        int imports,
        int parallelism,
        int pass,
        int nothing) {
    /// In [Node#constants] and [Gathering#constants]: the element itself.
    public static final int ELEMENT = -1;

    /// Checks that all that is named is there.
    public ElementPlan {
        nodes = List.copyOf(nodes);
        gatherings = List.copyOf(gatherings);
        require(parallelism >= 0, "parallelism must be >= 0, was %d", parallelism);
        require(imports >= 0, "imports of a plan must be >= 0, was %d", imports);
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).check(i, imports);
        }
        for (Gathering gathering : gatherings) {
            gathering.check(nodes, imports);
        }
    }

    /// A task that each element gets.
    ///
    /// @param parents nodes before it, distinct, in the order of the template's shape
    /// @param constants for each constant of the template's shape, the number of an import or [#ELEMENT]
    public record Node(TaskTemplate template, List<Integer> parents, List<Integer> constants) {
        public Node {
            parents = List.copyOf(parents);
            constants = List.copyOf(constants);
            ArgumentShape shape = template.arguments();
            require(
                    shape.parents() == parents.size() && shape.constants() == constants.size(),
                    "a node must have %d parents and %d constants, had %d and %d",
                    shape.parents(),
                    shape.constants(),
                    parents.size(),
                    constants.size());
        }

        /// Number of exits of an expansion in an element; 0 for any other task.
        public int exits() {
            return template.plan().map(plan -> plan.gatherings().size()).orElse(0);
        }

        private void check(int index, int imports) {
            for (int parent : parents) {
                require(
                        parent >= 0 && parent < index,
                        "parent of node %d must be a node before it, was %d",
                        index,
                        parent);
            }
            requireImports(constants, imports);
        }
    }

    /// How outputs of elements come together.
    ///
    /// @param node whose outputs
    /// @param exit which of them, if that node is an expansion; else 0
    /// @param reduction binary function for a tree over neighbours: two parents after constants; `null`
    ///     for a list
    /// @param constants for each constant of the reduction, the number of an import
    /// @param gather function that makes a part of a list of outputs, where there is no reduction
    /// @param concatenate function that makes one part of several, where there is no reduction
    /// @param first how many outputs are enough; 0 for all. Then `concatenate` gets what `gather` made of the
    ///     first so many, or else what `tally` made of all
    /// @param tally function that makes of all outputs what `gather` would, or says why they are not enough
    public record Gathering(
            int node,
            int exit,
            @Nullable TaskTemplate reduction,
            List<Integer> constants,
            int gather,
            int concatenate,
            int first,
            int tally) {
        public Gathering {
            constants = List.copyOf(constants);
        }

        private void check(List<Node> nodes, int imports) {
            require(
                    node >= 0 && node < nodes.size(),
                    "node of a gathering must be below %d, was %d",
                    nodes.size(),
                    node);
            int exits = Math.max(1, nodes.get(node).exits());
            require(
                    exit >= 0 && exit < exits,
                    "exit of a gathering must be below %d, was %d",
                    exits,
                    exit);
            requireImports(constants, imports);
            TaskTemplate of = reduction;
            if (of != null) {
                require(
                        of.arguments().parents() == 2
                                && of.arguments().constants() == constants.size(),
                        "a reduction must have 2 parents and %d constants, had %d and %d",
                        constants.size(),
                        of.arguments().parents(),
                        of.arguments().constants());
            }
        }
    }

    private static void requireImports(List<Integer> constants, int imports) {
        for (int constant : constants) {
            require(
                    constant >= ELEMENT && constant < imports,
                    "constant of a plan must be an import below %d, was %d",
                    imports,
                    constant);
        }
    }

    /// Whether some gathering has enough before all elements have an outcome.
    public boolean takesFirst() {
        return gatherings.stream().anyMatch(gathering -> gathering.first() > 0);
    }

    /// Names all functions, once for each use.
    public void forEachFunction(IntConsumer function) {
        function.accept(pass);
        function.accept(nothing);
        nodes.forEach(node -> node.template().forEachFunction(function));
        for (Gathering gathering : gatherings) {
            TaskTemplate reduction = gathering.reduction();
            if (reduction != null) {
                reduction.forEachFunction(function);
            }
            function.accept(gathering.gather());
            function.accept(gathering.concatenate());
            function.accept(gathering.tally());
        }
    }
}
