package dev.weft.testkit;

import dev.weft.model.ArgumentShape;
import dev.weft.model.Dag;
import dev.weft.model.FunctionIdentity;
import dev.weft.model.FunctionReference;
import dev.weft.model.TaskOptions;
import dev.weft.model.TaskTemplate;
import java.util.BitSet;

/// Draws graphs of tasks that have no code: for tests of what deals with graphs alone, such as a
/// store. Each task takes the list of its parents' results.
///
/// Not safe for several threads.
public final class DagSketch {
    private static final FunctionIdentity IDENTITY =
            new FunctionIdentity(
                    "dev/weft/F1",
                    "apply",
                    "(Ljava/lang/Object;)Ljava/lang/Object;",
                    "dev/weft/testkit/DagSketch",
                    "synthetic",
                    "(Ljava/util/List;)Ljava/lang/Object;",
                    6,
                    "(Ljava/util/List;)Ljava/lang/Object;",
                    0);

    private final Dag.Builder builder = new Dag.Builder();
    private final int function =
            builder.function(new FunctionReference(IDENTITY, "dev/weft/testkit/DagSketch", true));
    private final BitSet withChildren = new BitSet();
    private int tasks;

    /// An empty graph.
    public DagSketch() {}

    /// Adds a task.
    ///
    /// @param parents distinct numbers of tasks that were added before
    /// @return its number
    public int task(int... parents) {
        return task(TaskOptions.standard(), parents);
    }

    /// Adds a task with outside effects, whose lost attempts may not commit.
    ///
    /// @return its number
    public int fenced(int... parents) {
        return task(TaskOptions.standard().withOutsideEffects(true), parents);
    }

    /// Adds a task.
    ///
    /// @return its number
    public int task(TaskOptions options, int... parents) {
        return add(options, parents, shape(parents.length, false));
    }

    /// Adds a task that uses its first parent twice, which is one edge all the same.
    ///
    /// @return its number
    public int taskThatRepeatsItsFirstParent(int... parents) {
        return add(TaskOptions.standard(), parents, shape(parents.length, true));
    }

    private int add(TaskOptions options, int[] parents, ArgumentShape shape) {
        for (int parent : parents) {
            withChildren.set(parent);
        }
        int template = builder.template(new TaskTemplate(function, shape, options));
        builder.task(template, parents, new int[0]);
        return tasks++;
    }

    private static ArgumentShape shape(int parents, boolean repeatFirst) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder().beginList();
        for (int i = 0; i < parents; i++) {
            shape.parent();
        }
        if (repeatFirst) {
            shape.parentAgain(0);
        }
        return shape.end().build();
    }

    /// Number of tasks so far.
    public int tasks() {
        return tasks;
    }

    /// Ends the graph. If several tasks have no child, a sink is added that has them as parents.
    public Dag build() {
        BitSet ends = new BitSet();
        ends.set(0, tasks);
        ends.andNot(withChildren);
        int sink = ends.cardinality() == 1 ? tasks - 1 : task(ends.stream().toArray());
        return builder.build(sink);
    }
}
