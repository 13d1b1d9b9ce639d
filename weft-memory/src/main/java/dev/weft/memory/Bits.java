package dev.weft.memory;

import java.util.Arrays;
import java.util.BitSet;

/// A known number of bits. Unlike [BitSet] it grows only when told to, and says whether a bit was new.
final class Bits {
    private int size;
    private long[] words;

    Bits(int size) {
        this.size = size;
        words = new long[(size + 63) >>> 6];
    }

    int size() {
        return size;
    }

    /// Adds bits that are not set. Takes amortised time.
    void grow(int newSize) {
        words = Arrays.copyOf(words, Capacity.of(words.length, (newSize + 63) >>> 6));
        size = newSize;
    }

    /// Sets a bit.
    ///
    /// @return whether it was not set before
    boolean set(int bit) {
        long mask = 1L << bit;
        long before = words[bit >>> 6];
        words[bit >>> 6] = before | mask;
        return (before & mask) == 0;
    }

    /// Clears a bit.
    ///
    /// @return whether it was set before
    boolean clear(int bit) {
        long mask = 1L << bit;
        long before = words[bit >>> 6];
        words[bit >>> 6] = before & ~mask;
        return (before & mask) != 0;
    }

    boolean contains(int bit) {
        return (words[bit >>> 6] & 1L << bit) != 0;
    }

    /// Clears each bit that is set in another set of the same size.
    void removeAll(Bits others) {
        for (int i = 0; i < Math.min(words.length, others.words.length); i++) {
            words[i] &= ~others.words[i];
        }
    }

    BitSet toBitSet() {
        return BitSet.valueOf(words);
    }
}
