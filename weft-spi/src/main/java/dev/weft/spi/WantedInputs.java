package dev.weft.spi;

/// Inputs that the answer to a commit shall carry for children that the caller keeps, so that
/// executing one of them needs no round trip of its own.
///
/// The arrays are parallel and not copied: whoever receives them only reads.
///
/// @param children in ascending order
/// @param parents of each child, those whose results are wanted: all that the caller has not itself
@SuppressWarnings("ArrayRecordComponent") // compact, and never compared as a record
public record WantedInputs(int[] children, int[][] parents) {
    /// None.
    public static final WantedInputs NONE = new WantedInputs(new int[0], new int[0][]);

    /// Most encoded bytes of inline values that one answer carries; what is not in it is fetched.
    public static final int MAX_BYTES = 256 * 1024;
}
