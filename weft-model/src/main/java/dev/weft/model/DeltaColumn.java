package dev.weft.model;

import java.util.Arrays;

/// A sequence of numbers as differences to the one before, of which stretches that were there
/// before are named instead of repeated.
///
/// Differences alternate: a number of literal ones, these, then a repetition (its length less
/// [#SHORTEST], its distance less one), and so on until the sequence is complete. A distance of 1
/// makes a constant stride, one of `k` repeats records of `k` numbers; a repetition may overlap with
/// itself. How long the sequence is, the reader knows from elsewhere.
final class DeltaColumn {
    private static final int SHORTEST = 4;
    private static final int MAX_TABLE_BITS = 16;

    private DeltaColumn() {}

    static void write(SliceOutput out, int[] values) {
        write(out, values, values.length);
    }

    static void write(SliceOutput out, int[] values, int count) {
        out.count(count);
        int bits = tableBits(count);
        int[] latest = new int[1 << bits];
        Arrays.fill(latest, -1);
        int literalsFrom = 0;
        int at = 0;
        while (at <= count - SHORTEST) {
            int slot = hash(values, at) >>> (32 - bits);
            int before = latest[slot];
            latest[slot] = at;
            int length = before < 0 ? 0 : matching(values, before, at, count);
            if (length < SHORTEST) {
                at++;
                continue;
            }
            literals(out, values, literalsFrom, at);
            out.number(length - SHORTEST);
            out.number(at - before - 1);
            at += length;
            literalsFrom = at;
        }
        if (literalsFrom < count) {
            literals(out, values, literalsFrom, count);
        }
    }

    private static int tableBits(int count) {
        return Math.clamp(32 - Integer.numberOfLeadingZeros(count), 4, MAX_TABLE_BITS);
    }

    private static int hash(int[] values, int at) {
        int hash = 0;
        for (int i = at; i < at + SHORTEST; i++) {
            hash = (hash + delta(values, i)) * 0x9E3779B1;
        }
        return hash;
    }

    private static int matching(int[] values, int before, int at, int count) {
        int length = 0;
        while (at + length < count
                && delta(values, before + length) == delta(values, at + length)) {
            length++;
        }
        return length;
    }

    private static void literals(SliceOutput out, int[] values, int from, int to) {
        out.number(to - from);
        for (int i = from; i < to; i++) {
            out.signed(delta(values, i));
        }
    }

    /// Wraps around: every pair of ints has a difference.
    private static int delta(int[] values, int at) {
        return at == 0 ? values[0] : values[at] - values[at - 1];
    }

    /// @param count of numbers; taken from the allowance
    /// @param what they are, for messages
    static int[] read(SliceInput in, long count, String what) {
        int[] values = new int[in.take(count, what)];
        int at = 0;
        while (at < values.length) {
            at = readLiterals(in, values, at, what);
            if (at < values.length) {
                at = repeat(in, values, at, what);
            }
        }
        return values;
    }

    private static int readLiterals(SliceInput in, int[] values, int from, String what) {
        int count = in.number();
        requireIn(count, values.length - from, "stretch", what);
        int value = from == 0 ? 0 : values[from - 1];
        for (int at = from; at < from + count; at++) {
            value += in.signed();
            values[at] = value;
        }
        return from + count;
    }

    private static int repeat(SliceInput in, int[] values, int from, String what) {
        int longest = values.length - from - SHORTEST;
        int length = in.number();
        requireIn(length, longest, "repetition", what);
        int distance = in.number();
        requireIn(distance, from - 1, "distance", what);
        int end = from + length + SHORTEST;
        for (int at = from; at < end; at++) {
            values[at] = values[at - 1] + delta(values, at - distance - 1);
        }
        return end;
    }

    private static void requireIn(int value, int most, String part, String what) {
        if (value < 0 || value > most) {
            throw SliceInput.bad(
                    "%s in the column of %s must be in 0..%s, was %s",
                    part, what, most, Integer.toUnsignedString(value));
        }
    }
}
