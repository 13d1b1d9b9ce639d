package dev.weft.rules.planted.cycles.right;

import dev.weft.rules.planted.cycles.left.Left;
import java.util.List;

/// Planted: uses its user.
public record Right(List<Left> left) {}
