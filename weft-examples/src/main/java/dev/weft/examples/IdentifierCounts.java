package dev.weft.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How often each identifier occurs in some source. The arrays are not to be changed: this is a
/// value, and its readers say so with `@ReadsOnly`.
///
/// @param totals of that source
/// @param names the different identifiers in UTF-8, one after the other
/// @param ends where in `names` each one ends
/// @param counts how often each one occurs
@SuppressWarnings("ArrayRecordComponent") // three arrays, not 100,000 objects; equals is ours
public record IdentifierCounts(SourceTotals totals, byte[] names, int[] ends, long[] counts) {
    /// Number of different identifiers.
    public int size() {
        return ends.length;
    }

    String name(int index) {
        int from = index == 0 ? 0 : ends[index - 1];
        return new String(names, from, ends[index] - from, UTF_8);
    }

    /// The most frequent ones: by count, then by name.
    IdentifierFrequency[] top(int most) {
        long[] sorted = counts.clone();
        Arrays.sort(sorted);
        long least = sorted.length <= most ? 0 : sorted[sorted.length - most];
        return IntStream.range(0, size())
                .filter(index -> counts[index] >= least)
                .mapToObj(index -> new IdentifierFrequency(name(index), counts[index]))
                .sorted()
                .limit(most)
                .toArray(IdentifierFrequency[]::new);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdentifierCounts that
                && totals.equals(that.totals)
                && Arrays.equals(names, that.names)
                && Arrays.equals(ends, that.ends)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * totals.hashCode() + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "%,d identifiers in %s".formatted(size(), totals);
    }
}
