package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.Arrays;
import java.util.BitSet;

/// The tasks of a slice with their edges from parents. The edges have places too: by child, then in
/// the order of its inputs.
///
/// @param templateOf by the task's place: index (not number) in the tables
/// @param firstConstant by place, one more than tasks: index in `constants`
/// @param firstParent by place, one more than tasks: index in `parents`, which is the edge's place
/// @param edgeOffsets by range: what is added to the place of an edge to get its number
@SuppressWarnings("ArrayRecordComponent") // never compared; a list would box a million numbers
record SliceTasks(
        TaskRanges ranges,
        int[] templateOf,
        int[] firstConstant,
        int[] constants,
        int[] firstParent,
        int[] parents,
        int[] edgeOffsets) {

    static SliceTasks of(Dag dag, TaskRanges ranges, int[] templateNumbers) {
        int tasks = ranges.size();
        int[] templateOf = new int[tasks];
        IntList constants = new IntList();
        IntList parents = new IntList();
        int[] edgeOffsets = new int[ranges.ranges()];
        for (int range = 0; range < edgeOffsets.length; range++) {
            int first = ranges.firstPlace(range);
            edgeOffsets[range] = dag.firstInEdge(ranges.taskAt(first)) - parents.size();
            for (int place = first; place < ranges.firstPlace(range + 1); place++) {
                int task = ranges.taskAt(place);
                templateOf[place] = Arrays.binarySearch(templateNumbers, dag.templateOf(task));
                for (int i = dag.firstConstant(task); i < dag.firstConstant(task + 1); i++) {
                    constants.add(dag.constantSlot(i));
                }
                for (int e = dag.firstInEdge(task); e < dag.firstInEdge(task + 1); e++) {
                    parents.add(dag.parentOfEdge(e));
                }
            }
        }
        int[] none = new int[0]; // what is summed up from templates is neither written nor read
        return new SliceTasks(
                ranges,
                templateOf,
                none,
                constants.toArray(),
                none,
                parents.toArray(),
                edgeOffsets);
    }

    void write(SliceOutput out) {
        DeltaColumn.write(out, templateOf);
        DeltaColumn.write(out, constants);
        DeltaColumn.write(out, parents);
        DeltaColumn.write(out, edgeOffsets);
    }

    static SliceTasks read(SliceInput in, TaskRanges ranges, SliceTables tables) {
        int tasks = ranges.size();
        int[] templateOf = DeltaColumn.read(in, tasks, "tasks");
        int[] firstConstant = new int[tasks + 1];
        int[] firstParent = new int[tasks + 1];
        long slots = 0;
        long edges = 0;
        for (int place = 0; place < tasks; place++) {
            check(
                    templateOf[place] >= 0 && templateOf[place] < tables.templates().size(),
                    "template of a task must be below %d, was %d",
                    tables.templates().size(),
                    templateOf[place]);
            ArgumentShape shape = tables.templates().get(templateOf[place]).arguments();
            slots += shape.constants();
            edges += shape.parents();
            firstConstant[place + 1] = (int) slots; // the sums are checked before they are used
            firstParent[place + 1] = (int) edges;
        }
        SliceTasks read =
                new SliceTasks(
                        ranges,
                        templateOf,
                        firstConstant,
                        DeltaColumn.read(in, slots, "constants"),
                        firstParent,
                        DeltaColumn.read(in, edges, "parents"),
                        DeltaColumn.read(in, ranges.ranges(), "ranges of edges"));
        read.requireSound();
        return read;
    }

    private void requireSound() {
        for (int slot : constants) {
            check(slot >= 0, "slot of a constant must be >= 0, was %d", slot);
        }
        int minOffset = 0;
        for (int range = 0; range < edgeOffsets.length; range++) {
            check(
                    edgeOffsets[range] >= minOffset
                            && edgeOffsets[range] <= Integer.MAX_VALUE - parents.length,
                    "offset of edges must be >= %d and leave room for all, was %d",
                    minOffset,
                    edgeOffsets[range]);
            minOffset = edgeOffsets[range];
            int task = ranges.taskAt(ranges.firstPlace(range));
            for (int p = ranges.firstPlace(range); p < ranges.firstPlace(range + 1); p++, task++) {
                for (int edge = firstParent[p]; edge < firstParent[p + 1]; edge++) {
                    check(
                            parents[edge] >= 0 && parents[edge] < task,
                            "parent of task %d must be a task before it, was %d",
                            task,
                            parents[edge]);
                }
            }
        }
    }

    /// The number of the edge at a place, which leads to the task at another.
    int edgeNumber(int edge, int childPlace) {
        return edge + edgeOffsets[ranges.rangeOf(childPlace)];
    }

    int inDegree(int place) {
        return firstParent[place + 1] - firstParent[place];
    }

    /// Parents that the slice does not hold, distinct and ascending.
    int[] outerParents() {
        IntList outer = new IntList();
        for (int parent : parents) {
            if (ranges.place(parent) < 0) {
                outer.add(parent);
            }
        }
        int[] sorted = outer.toArray();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int parent : sorted) {
            if (distinct == 0 || sorted[distinct - 1] != parent) {
                sorted[distinct++] = parent;
            }
        }
        return Arrays.copyOf(sorted, distinct);
    }

    /// Numbers of the templates that some tasks use.
    static BitSet templates(Dag dag, TaskRanges ranges) {
        BitSet templates = new BitSet();
        for (int place = 0; place < ranges.size(); place++) {
            templates.set(dag.templateOf(ranges.taskAt(place)));
        }
        return templates;
    }
}
