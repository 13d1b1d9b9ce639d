package dev.weft.rules.planted.nulls.marked;

/// Not a violation.
record Careful(String name) {}
