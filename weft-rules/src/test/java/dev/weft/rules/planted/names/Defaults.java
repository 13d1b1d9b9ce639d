package dev.weft.rules.planted.names;

/// Not a violation.
record Defaults() {}
