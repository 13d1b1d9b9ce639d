package dev.weft.rules.planted.cycles.left;

import dev.weft.rules.planted.cycles.right.Right;

/// Planted: uses its user.
public record Left(Right right) {}
