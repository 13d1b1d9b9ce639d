package dev.weft.redis;

import java.util.BitSet;

/// The bits of edges, as `inspect.lua` answers them and `places.lua` says where they are. The store counts
/// bits from the highest of each byte.
///
/// @param arrived which have arrived from committed tasks
/// @param consumed which are consumed by committed tasks
/// @param skipped which have arrived from failed and skipped tasks
record EdgeBits(BitSet arrived, BitSet consumed, BitSet skipped) {
    private static final int PAGE_TASKS = 1_024;
    private static final int PAGE_EDGES = 2_048;

    static EdgeBits read(Unpack in) {
        byte[] graph = in.string();
        int ofGraph = in.integer();
        byte[] pages = in.string();
        int all = in.integer();
        BitSet arrived = new BitSet();
        BitSet consumed = new BitSet();
        for (int edge = 0; edge < all; edge++) {
            boolean inPage = edge >= ofGraph;
            byte[] bytes = inPage ? pages : graph;
            long bit = inPage ? paged(edge - ofGraph, 64, 2, PAGE_TASKS) : 2L * edge;
            arrived.set(edge, isSet(bytes, bit));
            consumed.set(edge, isSet(bytes, bit + 1));
        }
        byte[] skips = in.string();
        byte[] skipPages = in.string();
        BitSet skipped = new BitSet();
        for (int edge = 0; edge < all; edge++) {
            boolean inPage = edge >= ofGraph;
            long bit = inPage ? paged(edge - ofGraph, 32, 1, 0) : edge;
            skipped.set(edge, isSet(inPage ? skipPages : skips, bit));
        }
        return new EdgeBits(arrived, consumed, skipped);
    }

    /// @param later how many edges come before it that are not of the graph
    /// @param perTask bits of a task that come before those of the edges
    /// @param perEdge bits of an edge
    /// @param after bits that come after those of the edges
    private static long paged(int later, int perTask, int perEdge, int after) {
        long before = (long) perTask * PAGE_TASKS;
        long page = before + (long) perEdge * PAGE_EDGES + after;
        return later / PAGE_EDGES * page + before + (long) perEdge * (later % PAGE_EDGES);
    }

    /// A bit an edge.
    static BitSet of(byte[] bytes) {
        BitSet bits = new BitSet();
        for (int i = 0; i < bytes.length * 8; i++) {
            bits.set(i, isSet(bytes, i));
        }
        return bits;
    }

    private static boolean isSet(byte[] bytes, long bit) {
        return bit / 8 < bytes.length && (bytes[(int) (bit / 8)] & 0x80 >> bit % 8) != 0;
    }
}
