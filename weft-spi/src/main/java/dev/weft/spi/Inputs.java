package dev.weft.spi;

/// What a task was given by its parents.
///
/// The arrays are parallel and not copied: whoever receives them only reads.
///
/// @param parents task numbers, distinct
/// @param outDegrees number of distinct children of each
/// @param firstEdge number of the edge from the first parent; those from the others follow
/// @param executions execution whose output was used, for each input that did not come from the
///     store under this claim; 0 for those that did. Empty if all did
/// @param digests of the encoded form of those inputs; 0 where not known. Empty if all came from
///     the store
@SuppressWarnings("ArrayRecordComponent") // compact, and never compared as a record
public record Inputs(
        int[] parents, int[] outDegrees, int firstEdge, long[] executions, long[] digests) {
    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};

    /// No inputs, or none that has to be recorded.
    public static final Inputs NONE = new Inputs(NO_INTS, NO_INTS, 0, NO_LONGS, NO_LONGS);

    /// Inputs that were all read from the store under the claim that they are committed with.
    public static Inputs fromStore(int[] parents, int[] outDegrees, int firstEdge) {
        return new Inputs(parents, outDegrees, firstEdge, NO_LONGS, NO_LONGS);
    }
}
