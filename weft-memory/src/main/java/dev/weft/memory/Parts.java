package dev.weft.memory;

import java.util.BitSet;

/// Which parts of an open task's edges have been published.
final class Parts {
    private final BitSet published = new BitSet();
    private int last = -1;

    /// Notes that a part was published.
    ///
    /// @param isLast whether it has the last of the edges
    void add(int part, boolean isLast) {
        published.set(part);
        if (isLast) {
            last = part;
        }
    }

    /// Whether no part is missing.
    boolean areAll() {
        return last >= 0 && published.nextClearBit(0) > last;
    }
}
