package dev.weft.rules.planted.table.model;

import dev.weft.rules.planted.table.core.Decision;

/// Planted: the vocabulary uses the core.
record Word(Decision decision) {
    /// Allowed: its own package.
    Word again() {
        return new Word(decision);
    }
}
