package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.Arrays;

/// The edges between two tasks of one slice, found from their parents' side. They are not written:
/// the children's parents say all of it.
///
/// @param firstOut by the parent's place, one more than tasks: index in `edges`
/// @param edges places of edges, ascending for each parent
/// @param childOfEdge place of the child, by the edge's place
@SuppressWarnings("ArrayRecordComponent") // never compared; a list would box a million numbers
record InnerEdges(int[] firstOut, int[] edges, int[] childOfEdge) {

    /// @throws SliceFormatException if a task has the same parent twice
    static InnerEdges of(SliceTasks slice) {
        TaskRanges ranges = slice.ranges();
        int[] parents = slice.parents();
        int tasks = ranges.size();
        int[] firstOut = new int[tasks + 1];
        for (int parent : parents) {
            firstOut[ranges.place(parent) + 1]++;
        }
        firstOut[0] = 0; // parents that are not here were counted at -1
        for (int place = 0; place < tasks; place++) {
            firstOut[place + 1] += firstOut[place];
        }
        int[] next = Arrays.copyOf(firstOut, tasks);
        int[] edges = new int[firstOut[tasks]];
        int[] childOfEdge = new int[parents.length];
        for (int child = 0; child < tasks; child++) {
            for (int e = slice.firstParent()[child]; e < slice.firstParent()[child + 1]; e++) {
                childOfEdge[e] = child;
                int parent = ranges.place(parents[e]);
                if (parent >= 0) {
                    int last = next[parent]++;
                    edges[last] = e;
                    check(
                            last == firstOut[parent] || childOfEdge[edges[last - 1]] != child,
                            "parents of the task at place %d must be distinct, was twice %d",
                            child,
                            parents[e]);
                }
            }
        }
        return new InnerEdges(firstOut, edges, childOfEdge);
    }

    int outDegree(int place) {
        return firstOut[place + 1] - firstOut[place];
    }
}
