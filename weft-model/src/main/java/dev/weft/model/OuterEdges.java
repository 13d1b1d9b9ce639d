package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.Arrays;

/// The edges across a slice's border: what its records say of tasks that it does not hold.
///
/// @param parents that the slice does not hold, ascending
/// @param parentOutDegrees number of distinct children of each
/// @param outDegrees by place: edges to children that the slice does not hold; empty for none
/// @param edges numbers of these edges, by parent, then ascending
/// @param fenced which children are fenced, by index in `edges`: 1, else 0
@SuppressWarnings("ArrayRecordComponent") // never compared; a list would box a million numbers
record OuterEdges(
        int[] parents,
        int[] parentOutDegrees,
        int[] outDegrees,
        int[] edges,
        int[] children,
        int[] inDegrees,
        int[] fenced) {

    static OuterEdges of(Dag dag, SliceTasks slice) {
        TaskRanges ranges = slice.ranges();
        int[] parents = slice.outerParents();
        int[] parentOutDegrees = new int[parents.length];
        for (int i = 0; i < parents.length; i++) {
            parentOutDegrees[i] = dag.outDegree(parents[i]);
        }
        int[] outDegrees = new int[ranges.size()];
        IntList edges = new IntList();
        IntList children = new IntList();
        IntList inDegrees = new IntList();
        IntList fenced = new IntList();
        for (int place = 0; place < outDegrees.length; place++) {
            int task = ranges.taskAt(place);
            for (int i = dag.firstOut(task); i < dag.firstOut(task + 1); i++) {
                int child = dag.childOfEdge(dag.outEdge(i));
                if (ranges.place(child) < 0) {
                    outDegrees[place]++;
                    edges.add(dag.outEdge(i));
                    children.add(child);
                    inDegrees.add(dag.inDegree(child));
                    fenced.add(dag.options(child).fenced() ? 1 : 0);
                }
            }
        }
        return new OuterEdges(
                parents,
                parentOutDegrees,
                outDegrees,
                edges.toArray(),
                children.toArray(),
                inDegrees.toArray(),
                fenced.toArray());
    }

    void write(SliceOutput out) {
        DeltaColumn.write(out, parentOutDegrees);
        DeltaColumn.write(out, outDegrees);
        DeltaColumn.write(out, edges);
        DeltaColumn.write(out, children);
        DeltaColumn.write(out, inDegrees);
        DeltaColumn.write(out, fenced);
    }

    static OuterEdges read(SliceInput in, SliceTasks slice) {
        int[] parents = slice.outerParents();
        int[] parentOutDegrees = DeltaColumn.read(in, parents.length, "children of parents");
        int[] outDegrees = DeltaColumn.read(in, slice.ranges().size(), "edges to children");
        long total = 0;
        for (int degree : outDegrees) {
            check(degree >= 0, "edges to children must be >= 0, was %d", degree);
            total += degree;
        }
        OuterEdges read =
                new OuterEdges(
                        parents,
                        parentOutDegrees,
                        total == 0 ? new int[0] : outDegrees,
                        DeltaColumn.read(in, total, "edges to children"),
                        DeltaColumn.read(in, total, "children"),
                        DeltaColumn.read(in, total, "parents of children"),
                        DeltaColumn.read(in, total, "fenced children"));
        read.requireSoundParents(slice);
        read.requireSoundChildren(slice);
        return read.summedUp();
    }

    private void requireSoundParents(SliceTasks slice) {
        int[] seen = new int[parents.length];
        int[] latestChild = new int[parents.length];
        Arrays.fill(latestChild, -1);
        for (int child = 0; parents.length > 0 && child < slice.ranges().size(); child++) {
            for (int e = slice.firstParent()[child]; e < slice.firstParent()[child + 1]; e++) {
                int at = Arrays.binarySearch(parents, slice.parents()[e]);
                if (at >= 0) {
                    check(
                            latestChild[at] != child,
                            "parents of the task at place %d must be distinct, was twice %d",
                            child,
                            parents[at]);
                    latestChild[at] = child;
                    seen[at]++;
                }
            }
        }
        for (int i = 0; i < parents.length; i++) {
            check(
                    parentOutDegrees[i] >= seen[i],
                    "children of a parent must be at least the %d here, was %d",
                    seen[i],
                    parentOutDegrees[i]);
        }
    }

    private void requireSoundChildren(SliceTasks slice) {
        TaskRanges ranges = slice.ranges();
        int at = 0;
        for (int place = 0; place < outDegrees.length; place++) {
            int task = ranges.taskAt(place);
            int before = task;
            for (int end = at + outDegrees[place]; at < end; at++) {
                int child = children[at];
                check(child > before, "child must be a task after %d, was %d", before, child);
                check(ranges.place(child) < 0, "child %d must be outside of %d", child, task);
                requireSoundEdge(slice, at);
                before = child;
            }
        }
    }

    /// Edges are numbered by child, so an edge to a task between two ranges has a number between
    /// those of their edges.
    private void requireSoundEdge(SliceTasks slice, int at) {
        TaskRanges ranges = slice.ranges();
        int range = ranges.rangeUpTo(children[at]);
        int firstParentAfter = slice.firstParent()[ranges.firstPlace(range + 1)];
        int from = firstParentAfter + slice.edgeOffsets()[range];
        int to = Integer.MAX_VALUE;
        if (range + 1 < ranges.ranges()) {
            to = firstParentAfter + slice.edgeOffsets()[range + 1] - 1;
        }
        check(
                edges[at] >= from && edges[at] <= to,
                "edge to child %d must be among those of the tasks around it, was %d",
                children[at],
                edges[at]);
        check(
                inDegrees[at] >= 1,
                "parents of child %d must be >= 1, was %d",
                children[at],
                inDegrees[at]);
        check(fenced[at] >> 1 == 0, "fenced must be 0 or 1, was %d", fenced[at]);
    }

    /// Turns degrees into indices, in place: from then on `outDegrees` says, by place, where the
    /// edges of the next task begin.
    private OuterEdges summedUp() {
        for (int place = 1; place < outDegrees.length; place++) {
            outDegrees[place] += outDegrees[place - 1];
        }
        return this;
    }

    /// Index of the first edge of the task at a place, after reading.
    int from(int place) {
        return outDegrees.length == 0 || place == 0 ? 0 : outDegrees[place - 1];
    }

    /// Index after the last edge of the task at a place, after reading.
    int to(int place) {
        return outDegrees.length == 0 ? 0 : outDegrees[place];
    }

    int outDegreeOf(int parent) {
        return parentOutDegrees[Arrays.binarySearch(parents, parent)];
    }
}
