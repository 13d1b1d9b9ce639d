package dev.weft.model;

import java.util.BitSet;

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
                java.util.Arrays.copyOfRange(edges, from, to),
                java.util.Arrays.copyOfRange(children, from, to),
                java.util.Arrays.copyOfRange(inDegrees, from, to),
                fenced.get(from, to));
    }
}
