package dev.weft.examples;

import java.util.Comparator;

/// How often one identifier occurs. The more frequent come first, then the alphabet decides.
public record IdentifierFrequency(String identifier, long count)
        implements Comparable<IdentifierFrequency> {
    private static final Comparator<IdentifierFrequency> ORDER =
            Comparator.comparingLong(IdentifierFrequency::count)
                    .reversed()
                    .thenComparing(IdentifierFrequency::identifier);

    @Override
    public int compareTo(IdentifierFrequency other) {
        return ORDER.compare(this, other);
    }
}
