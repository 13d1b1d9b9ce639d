package dev.weft.memory;

/// How long the arrays of a run are made when it grows.
final class Capacity {
    private Capacity() {}

    /// At least twice as long as before, so that many small growths cost what one large one does.
    ///
    /// @return the present length if that is enough
    static int of(int present, int needed) {
        return needed <= present ? present : Math.max(needed, 2 * present);
    }
}
