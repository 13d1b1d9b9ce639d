package dev.weft.rules.planted.table.unheardof;

/// Planted: a package that is in no row.
record Stray() {}
