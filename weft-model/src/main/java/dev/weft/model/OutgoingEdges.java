package dev.weft.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Edges from one task to its distinct children, in ascending order of the children.
///
/// An edge is a distinct (parent, child) pair, however often the child uses the parent. Its number
/// is its place among all edges ordered by child, so that the edges into one child are neighbours.
///
/// The arrays are not copied: whoever receives them only reads.
///
/// @param edges number of each edge
/// @param children task number at its end
/// @param inDegrees number of distinct parents of that child
/// @param fenced which of them (by index in these arrays) may not be committed by a lost attempt
@SuppressWarnings("ArrayRecordComponent") // compact, and never compared as a record
public record OutgoingEdges(int[] edges, int[] children, int[] inDegrees, BitSet fenced) {
    /// No edge at all.
    public static final OutgoingEdges NONE =
            new OutgoingEdges(new int[0], new int[0], new int[0], new BitSet(0));

    /// Edges in any order of their children.
    public static OutgoingEdges inOrder(
            int[] edges, int[] children, int[] inDegrees, BitSet fenced) {
        int[] order =
                IntStream.range(0, children.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> children[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        BitSet fencedInOrder = new BitSet(0);
        int[][] inOrder = new int[3][order.length];
        for (int i = 0; i < order.length; i++) {
            inOrder[0][i] = edges[order[i]];
            inOrder[1][i] = children[order[i]];
            inOrder[2][i] = inDegrees[order[i]];
            if (fenced.get(order[i])) {
                fencedInOrder.set(i);
            }
        }
        return new OutgoingEdges(inOrder[0], inOrder[1], inOrder[2], fencedInOrder);
    }

    /// These edges and others.
    public OutgoingEdges with(OutgoingEdges others) {
        if (others.size() == 0) {
            return this;
        }
        int size = size();
        int[] allEdges = Arrays.copyOf(edges, size + others.size());
        int[] allChildren = Arrays.copyOf(children, allEdges.length);
        int[] allInDegrees = Arrays.copyOf(inDegrees, allEdges.length);
        System.arraycopy(others.edges, 0, allEdges, size, others.size());
        System.arraycopy(others.children, 0, allChildren, size, others.size());
        System.arraycopy(others.inDegrees, 0, allInDegrees, size, others.size());
        BitSet allFenced = (BitSet) fenced.clone();
        others.fenced.stream().forEach(i -> allFenced.set(size + i));
        return inOrder(allEdges, allChildren, allInDegrees, allFenced);
    }

    public int size() {
        return edges.length;
    }

    /// Some of the edges.
    ///
    /// @param from first index, inclusive
    /// @param to last index, exclusive
    public OutgoingEdges range(int from, int to) {
        if (from == 0 && to == edges.length) {
            return this;
        }
        return new OutgoingEdges(
                Arrays.copyOfRange(edges, from, to),
                Arrays.copyOfRange(children, from, to),
                Arrays.copyOfRange(inDegrees, from, to),
                fenced.get(from, to));
    }
}
