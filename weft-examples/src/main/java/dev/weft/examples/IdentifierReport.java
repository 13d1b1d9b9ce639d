package dev.weft.examples;

import java.util.List;

/// The answer of [IdentifierCount].
///
/// @param totals of all source
/// @param different number of different identifiers
/// @param top the most frequent identifiers, the most frequent one first
public record IdentifierReport(SourceTotals totals, long different, List<IdentifierFrequency> top) {
    public IdentifierReport {
        top = List.copyOf(top);
    }
}
