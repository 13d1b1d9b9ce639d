package dev.weft.rules.planted.visibility.memory;

/// Not a violation: nobody uses this module yet.
public record Early() {}
