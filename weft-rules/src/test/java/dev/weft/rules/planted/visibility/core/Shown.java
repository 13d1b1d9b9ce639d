package dev.weft.rules.planted.visibility.core;

/// Not a violation: who reads [Read] meets it.
public record Shown() {}
