package dev.weft.rules.planted.visibility.worker;

import dev.weft.rules.planted.visibility.core.Read;

/// Reads the core.
record Reader(Read read) {}
