package dev.weft.rules.planted.nulls.unmarked;

/// Planted: its package does not say what may be null.
record Careless(String name) {}
