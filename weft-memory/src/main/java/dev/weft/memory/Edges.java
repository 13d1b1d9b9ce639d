package dev.weft.memory;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which edges have arrived and which are consumed: a bit each, so that saying it twice changes
/// nothing, and counts that change only together with a bit.
final class Edges {
    private static final int ALL = -1;

    private final Bits arrived;
    private int[] arrivals;
    private final Bits consumed;

    /// Consumed edges from each parent; [#ALL] when none is left.
    private int[] consumptions;

    /// Edges among the arrived ones whose parent failed or was skipped; absent while there is none.
    private @Nullable Bits skipped;

    private int @Nullable [] skippedArrivals;

    /// Edges whose child failed or was skipped: their parents' outputs are kept, since a
    /// resumption needs them again.
    private @Nullable Bits heldBack;

    Edges(int tasks, int edges) {
        arrived = new Bits(edges);
        arrivals = new int[tasks];
        consumed = new Bits(edges);
        consumptions = new int[tasks];
    }

    int size() {
        return arrived.size();
    }

    /// Adds tasks and edges of which nothing has arrived.
    void grow(int tasks, int edges) {
        int places = Capacity.of(arrivals.length, tasks);
        if (places > arrivals.length) {
            arrivals = Arrays.copyOf(arrivals, places);
            consumptions = Arrays.copyOf(consumptions, places);
            if (skippedArrivals != null) {
                skippedArrivals = Arrays.copyOf(skippedArrivals, places);
            }
        }
        arrived.grow(edges);
        consumed.grow(edges);
        if (skipped != null) {
            skipped.grow(edges);
        }
        if (heldBack != null) {
            heldBack.grow(edges);
        }
    }

    /// @return whether the edge had not arrived before
    boolean arrive(int edge, int child, boolean skips) {
        if (!arrived.set(edge)) {
            return false;
        }
        arrivals[child]++;
        if (skips) {
            skip(edge, child);
        }
        return true;
    }

    private void skip(int edge, int child) {
        if (skipped == null || skippedArrivals == null) {
            skipped = new Bits(size());
            skippedArrivals = new int[arrivals.length];
        }
        skipped.set(edge);
        skippedArrivals[child]++;
    }

    /// Takes back the arrival of an edge whose parent was committed and is no more.
    void takeBack(int edge, int child) {
        if (arrived.clear(edge)) {
            arrivals[child]--;
        }
    }

    boolean hasArrived(int edge) {
        return arrived.contains(edge);
    }

    int arrivals(int task) {
        return arrivals[task];
    }

    /// Whether a parent of the task failed or was skipped.
    boolean skips(int task) {
        return skippedArrivals != null && skippedArrivals[task] > 0;
    }

    /// Records that a child has committed.
    ///
    /// @return whether this was the last edge from its parent
    boolean consume(int edge, int parent, int outDegree) {
        if (!consumed.set(edge) || ++consumptions[parent] != outDegree) {
            return false;
        }
        consumptions[parent] = ALL;
        return true;
    }

    /// Takes back the consumption by a child that was committed and is no more.
    void takeBackConsumption(int edge, int parent, int outDegree) {
        if (consumed.clear(edge)) {
            int before = consumptions[parent] == ALL ? outDegree : consumptions[parent];
            consumptions[parent] = before - 1;
        }
    }

    /// Whether some child that committed has used the parent's output.
    boolean isUsed(int parent) {
        return consumptions[parent] != 0;
    }

    /// Records that a child has settled otherwise.
    void holdBack(int edge) {
        if (heldBack == null) {
            heldBack = new Bits(size());
        }
        heldBack.set(edge);
    }

    /// Whether every edge from the parent is consumed.
    boolean isConsumed(int parent) {
        return consumptions[parent] == ALL;
    }

    /// Takes back what failed and skipped tasks have published and consumed.
    void forgetFailures() {
        heldBack = null;
        if (skipped == null || skippedArrivals == null) {
            return;
        }
        arrived.removeAll(skipped);
        for (int task = 0; task < arrivals.length; task++) {
            arrivals[task] -= skippedArrivals[task];
        }
        skipped = null;
        skippedArrivals = null;
    }

    BitSet arrivedBits() {
        return arrived.toBitSet();
    }

    BitSet skippedBits() {
        return skipped == null ? new BitSet() : skipped.toBitSet();
    }

    BitSet consumedBits() {
        BitSet bits = consumed.toBitSet();
        if (heldBack != null) {
            bits.or(heldBack.toBitSet());
        }
        return bits;
    }
}
