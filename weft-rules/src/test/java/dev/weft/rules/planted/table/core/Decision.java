package dev.weft.rules.planted.table.core;

/// Uses nothing.
public record Decision() {}
